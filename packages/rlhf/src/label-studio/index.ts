export {
  createLabelStudioClient,
  type Cancellable,
  type LabelStudioClient,
  type LabelStudioClientOptions,
} from './client/label-studio-client.ts';
export {
  taskSchema as labelStudioTaskSchema,
  type Annotation,
  type AnnotationResult,
  type AnnotationTask,
  type LabelStudioProject,
} from './client/wire.ts';
export {
  importAnnotations,
  pullAnnotations,
  pullOneTask,
  type PullAnnotationsOptions,
  type PullProgress,
  type PullReport,
} from './pull/pull-annotations.ts';
export type { IgnoredReason, JudgementLog } from './pull/pull-task.ts';
export { findOrCreateProject, findProject, type ProjectName } from './push/find-project.ts';
export { openPushState, type PushState } from './push/push-state.ts';
export { pushTasks, type PushReport, type PushTasksOptions } from './push/push-tasks.ts';
export type { LabelingTask } from './tasks/labeling-task.ts';
export { tasksOfLog, type SkipReason, type TasksOfLogOptions } from './tasks/tasks-of-log.ts';
export { tasksOfRows, type NumberedRow } from './tasks/tasks-of-rows.ts';
export { labelStudioTemplate, templateKinds, type TemplateKind } from './templates/template.ts';
export {
  createWebhookReceiver,
  webhookSecretHeader,
  type WebhookAnswer,
  type WebhookReceiver,
  type WebhookReceiverOptions,
  type WebhookRequest,
} from './webhook/webhook-receiver.ts';
