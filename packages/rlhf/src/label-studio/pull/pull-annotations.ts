import type { Annotation, AnnotationTask } from '../client/wire.ts';
import type { LabelStudioClient } from '../client/label-studio-client.ts';
import { pullTask, type IgnoredReason, type JudgementLog } from './pull-task.ts';

export interface PullReport {
  tasks: number;
  annotations: number;
  /** Ratings and choices that the log did not have. */
  added: number;
  /** Taken back, since their annotations are gone. */
  withdrawn: number;
  /** Annotations, and tasks, that say nothing to the log, by reason. */
  ignored: Partial<Record<IgnoredReason, number>>;
}

export interface PullProgress {
  completed: number;
  total: number;
}

export interface PullAnnotationsOptions {
  client: LabelStudioClient;
  project: number;
  log: JudgementLog;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: PullProgress) => void) | undefined;
  now?: (() => Date) | undefined;
}

/**
 * Brings the log up to what the annotations of a project say: new and changed ones are appended, those that were deleted
 * are withdrawn. Pulling again adds nothing; a pull that was cut off is simply done again. A task that was deleted
 * withdraws nothing: clearing a project up is not changing one's mind.
 *
 * Errors: those of the client, `STORE_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export async function pullAnnotations(options: PullAnnotationsOptions): Promise<PullReport> {
  const { client, project, signal, onProgress } = options;
  const { taskCount } = await client.project(project, { signal });
  const authorOf = authorsOf(await client.users({ signal }));
  const report = emptyReport();
  for await (const task of client.tasks(project, { annotations: true, signal })) {
    await count(report, task, { ...options, url: client.url, authorOf });
    onProgress?.({ completed: report.tasks, total: Math.max(taskCount, report.tasks) });
  }
  return report;
}

/**
 * The same for one task, asked for by its number; nothing when it is of another project or gone.
 *
 * Errors: those of the client, `STORE_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export async function pullOneTask(
  task: number,
  options: Omit<PullAnnotationsOptions, 'onProgress'>,
): Promise<PullReport> {
  const { client, project, signal } = options;
  const report = emptyReport();
  const found = await client.task(task, { signal });
  if (found.project !== project) return report;
  const authorOf = authorsOf(await client.users({ signal }));
  await count(report, found, { ...options, url: client.url, authorOf });
  return report;
}

/**
 * The same from what Label Studio exported as JSON, without its server. `url` and `project` say where it was exported, so
 * that pulling from there later finds what is in the log.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export async function importAnnotations(
  tasks: Iterable<AnnotationTask> | AsyncIterable<AnnotationTask>,
  options: Pick<PullAnnotationsOptions, 'log' | 'now'> & {
    url: string;
    project?: number | undefined;
    /** E-mail addresses by the users' numbers; exports hold the numbers alone. */
    users?: ReadonlyMap<number, string> | undefined;
  },
): Promise<PullReport> {
  const authorOf = authorsOf(options.users ?? new Map());
  const report = emptyReport();
  for await (const task of tasks) {
    await count(report, task, { ...options, project: options.project ?? task.project ?? 0, authorOf });
  }
  return report;
}

function emptyReport(): PullReport {
  return { tasks: 0, annotations: 0, added: 0, withdrawn: 0, ignored: {} };
}

async function count(
  report: PullReport,
  task: AnnotationTask,
  options: Pick<PullAnnotationsOptions, 'log' | 'now'> & {
    url: string;
    project: number;
    authorOf: (annotation: Annotation) => string;
  },
): Promise<void> {
  const { url, project, authorOf, log, now } = options;
  const pulled = await pullTask(task, { url, project, log, authorOf, now: now?.() ?? new Date() });
  report.tasks += 1;
  report.annotations += pulled.annotations;
  report.added += pulled.added;
  report.withdrawn += pulled.withdrawn;
  for (const reason of pulled.ignored) report.ignored[reason] = (report.ignored[reason] ?? 0) + 1;
}

function authorsOf(users: ReadonlyMap<number, string>): (annotation: Annotation) => string {
  return ({ userId, email }) => {
    const known = userId === undefined ? undefined : users.get(userId);
    // Users who were removed are not listed.
    return known ?? email ?? `label-studio:${userId ?? 'unknown'}`;
  };
}
