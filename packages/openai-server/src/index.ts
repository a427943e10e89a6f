export type { AdapterControl, AdapterListing, AdapterVersion, NumberedAdapter } from './adapters/adapter-control.ts';
export type {
  AdapterHistoryListing,
  AdapterPromotion,
  AdapterRegistryControl,
  RegisteredAdapterVersion,
} from './adapters/registry-control.ts';
export { withAdapters } from './adapters/with-adapters.ts';
export { createApiKeyFile } from './auth/api-key-file.ts';
export type { ApiKeyChange, ApiKeyRecord, ApiKeyStore, NewApiKey } from './auth/api-key-store.ts';
export { scopes, type AuthenticatedClient, type Authenticator, type Scope } from './auth/authenticator.ts';
export { withFileLock } from './auth/file-lock.ts';
export { jsonBodyOf } from './http/read-json-body.ts';
export { createHostGuard } from './auth/host-guard.ts';
export { isLoopbackHost } from './auth/host-name.ts';
export {
  allowedHostSchema,
  allowedOriginSchema,
  createHostRules,
  type HostGuardOptions,
  type HostRules,
} from './auth/host-rules.ts';
export { readTokenFrom } from './auth/read-token.ts';
export { authenticateRequest, clientOf, requireScope } from './auth/require-scope.ts';
export { keyUsesOf, type KeyUse, type KeyUses } from './auth/key-uses.ts';
export { countTokens } from './rate-limits/count-tokens.ts';
export { rateLimiterOf, type RateLimiter } from './rate-limits/rate-limiter.ts';
export { keyLimitsSchema, type KeyLimit, type KeyLimits } from './auth/key-limits.ts';
export { createStaticKeyAuthenticator, firstAuthenticator } from './auth/static-key.ts';
export { publicMessage } from './errors/public-message.ts';
export { errorCodeOf } from './errors/noted-error.ts';
export { sendError } from './errors/send-error.ts';
export { errorSenderFor } from './router/error-sender-for.ts';
export { methodNotAllowed } from './router/method-not-allowed.ts';
export { limitDuration } from './router/limit-duration.ts';
export { encodeError, type ErrorBody, type WireError } from './errors/wire-error.ts';
export type {
  ExportFile,
  ExportListQuery,
  ExportRequest,
  ExportService,
  PreviewedExport,
  PreviewRequest,
} from './exports/export-service.ts';
export type { PushRequest, PushService, PushTarget, PushTargetName } from './pushes/push-service.ts';
export type { FilePurpose } from './files/file-purpose.ts';
export type { FileDetails, FilePage, FileQuery, FileService, StagedFile, StoredFile } from './files/file-service.ts';
export type {
  FineTuningCheckpoint,
  FineTuningEvent,
  FineTuningJob,
  FineTuningMethod,
  FineTuningQuery,
  FineTuningRequest,
  FineTuningService,
  FineTuningStatus,
  Page,
  PageQuery,
} from './fine-tuning/fine-tuning-service.ts';
export type { Logger } from './http/logger.ts';
export type { LogLineWire } from './operations/logs/log-wire.ts';
export type { MetricsOverviewWire } from './operations/metrics/metrics-wire.ts';
export { assignRequestId, requestIdOf } from './http/request-id.ts';
export type { InteractionPageWire } from './interactions/answer-interactions.ts';
export { encodeListPage } from './http/list-page.ts';
export { encodeInteraction, type InteractionWire } from './interactions/interaction-wire.ts';
export { encodeRating, type RatingWire } from './interactions/judgement-wire.ts';
export { decodeInteractionQuery } from './interactions/request-wire.ts';
export type { ComparisonWire } from './comparisons/comparison-wire.ts';
export type { JobOptions } from './jobs/job-options.ts';
export {
  encodeJob,
  encodeJobEvent,
  encodeJobGraph,
  encodeJobGraphEvent,
  type JobEventWire,
  type JobGraphEventWire,
  type JobGraphWire,
  type JobWire,
} from './jobs/job-wire.ts';
export { loggedModel, type LoggedTurn } from './lab/chat/logged-model.ts';
export { createLabRouter, type LabRouter } from './lab/create-lab-router.ts';
export { describeLab } from './lab/openapi/describe-lab.ts';
export { describeLangGraph } from './langgraph/openapi/describe-langgraph.ts';
export type { LabCommand, LabControl, LabHealth, LabModel } from './lab/lab-control.ts';
export type { LabRouterOptions } from './lab/lab-options.ts';
export type { LoopControl, LoopOverview, LoopRunRequest } from './loop/loop-control.ts';
export { createModelFilesRouter, type ModelFilesRouterOptions } from './model-files/create-model-files-router.ts';
export { describeModelFiles } from './model-files/describe-model-files.ts';
export type {
  MemoryOverview,
  ModelFiles,
  ModelInspection,
  ModelMemoryNeed,
  RecommendedModel,
} from './model-files/model-files.ts';
export { createModelProvider } from './models/create-model-provider.ts';
export { leaseModel } from './models/lease-model.ts';
export type { ModelManager, SwitchOptions } from './models/model-manager.ts';
export type { ModelListing, ModelLoadState, ModelProvider } from './models/model-provider.ts';
export type { PullModel } from './ollama/ollama-options.ts';
export type { OllamaOptions } from './ollama/ollama-options.ts';
export type {
  ConfigurationSource,
  ShownConfiguration,
  ShownSetting,
} from './operations/configuration/configuration-source.ts';
export type { AuditSource, ShownAct } from './operations/audit/audit-source.ts';
export type { ConfigurationReload, ReloadConfiguration } from './operations/configuration/reload-configuration.ts';
export { createOperationsRouter } from './operations/create-operations-router.ts';
export type { KeyControl } from './operations/keys/key-control.ts';
export {
  logLevels,
  type LogFilter,
  type LogHistory,
  type LogLevel,
  type LogLine,
} from './operations/logs/log-history.ts';
export type {
  GpuFigures,
  MetricsOverview,
  MetricsSample,
  MetricsSource,
  ModelFigures,
} from './operations/metrics/metrics-source.ts';
export { describeOperations } from './operations/openapi/describe-operations.ts';
export type { OperationsRouterOptions } from './operations/operations-options.ts';
export { createOpenApiDocument, type OpenApiDocument } from './openapi/document.ts';
export { routerPaths } from './openapi/paths.ts';
export type { OpenApiPart } from './openapi/openapi-part.ts';
export { chatCompletionParameters } from './parameters/chat-completion-parameters.ts';
export { completionParameters } from './parameters/completion-parameters.ts';
export { embeddingParameters } from './parameters/embedding-parameters.ts';
export { countTokensParameters, messagesParameters } from './parameters/messages-parameters.ts';
export type { ParameterRule, ParameterTable } from './parameters/parameter-rule.ts';
export { responseParameters } from './parameters/response-parameters.ts';
export type { Item as ResponseItem } from './responses/item.ts';
export { createMemoryResponseStore, type MemoryResponseStoreOptions } from './responses/memory-response-store.ts';
export type { ResponseResource } from './responses/response-resource.ts';
export type { OpenToolServer, RequestedToolServer, ServedTool, ToolServers } from './mcp-tools/tool-servers.ts';
export type { ResponseStore, StoredResponse } from './responses/response-store.ts';
export { createOpenAIRouter } from './router/create-router.ts';
export type { ChangingOptions, ChangingOptionsSource } from './router/changing-options.ts';
export { routerLimitsSchema, type RouterLimits } from './router/router-limits.ts';
export type { OpenAIRouterOptions } from './router/router-options.ts';
export type { StatisticsWire } from './statistics/answer-statistics.ts';
export type { StatisticsSource } from './statistics/statistics.ts';
export { createToolControlRouter, type ToolControlRouterOptions } from './tool-control/create-tool-control-router.ts';
export { describeToolControl } from './tool-control/describe-tool-control.ts';
export type {
  ControlledServer,
  ControlledTool,
  TestedServer,
  ToolControl,
  ToolDecision,
  ToolOrigin,
  ToolServerState,
} from './tool-control/tool-control.ts';
export { ToolCallAssembler, type ToolCallEvent } from './generation/tool-call-assembler.ts';
export type { ApprovalDecisions } from './tool-loop/check-decisions.ts';
export type { ApprovalDecision, Approvals, ToolLoopOptions } from './tool-loop/options.ts';
export { parsePausedTurn, type PausedTurn, type PendingCall } from './tool-loop/paused-turn.ts';
export { resumeToolLoop, runToolLoop } from './tool-loop/run-tool-loop.ts';
export type {
  ApprovalNeededEvent,
  LimitReachedEvent,
  ToolExchangeEndEvent,
  ToolLoopEvent,
  ToolResultEvent,
  ToolRunStartEvent,
  TurnEndEvent,
} from './tool-loop/tool-loop-event.ts';
export { attachWebSocket, type AttachedWebSocket } from './websocket/attach-websocket.ts';
export type { EventTopic } from './websocket/event-topic.ts';
export type { WebSocketLimits, WebSocketOptions } from './websocket/options.ts';
export type { PlanOptions, TrainingControl, TrainingRequest, TrainingRunInfo } from './training/training-control.ts';
export type * from './training/training-findings.ts';
