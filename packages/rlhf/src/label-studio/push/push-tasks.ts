import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted, TuneloopError, type EventSink } from '@tuneloop/protocol';
import type { LabelStudioClient } from '../client/label-studio-client.ts';
import type { LabelingTask } from '../tasks/labeling-task.ts';
import { settleTasks } from './project-tasks.ts';
import type { PushState } from './push-state.ts';

export interface PushReport {
  project: number;
  /** Tasks that were not there. */
  pushed: number;
  /** Tasks that were there, from an earlier push or twice in this one. */
  present: number;
}

export interface PushTasksOptions {
  client: LabelStudioClient;
  project: number;
  tasks: AsyncIterable<LabelingTask> | Iterable<LabelingTask>;
  state: PushState;
  /** Takes what must be recorded before judgements of a task can come back. */
  sink: EventSink;
  /** Tasks of one request. Default 100. */
  batchSize?: number | undefined;
  /** How often an import is done again whose answer did not come. Default 5. */
  retries?: number | undefined;
  /** Before the first of these, in ms: a server may still be at it. Doubled for each further one. Default 1000. */
  settleMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Tasks that were looked at. */
  onProgress?: ((progress: { completed: number }) => void) | undefined;
}

/**
 * Puts those of `tasks` into a project that are not there yet. An import whose answer does not come may have been done:
 * before it is done again the project is asked for its tasks, in this push or in the next one, after a crash too.
 *
 * Errors: those of the client; `STORE_FAILED`, `RESOURCE_EXHAUSTED`. Pushing again goes on where it stopped.
 */
export async function pushTasks(options: PushTasksOptions): Promise<PushReport> {
  const { client, project, tasks, state, sink, batchSize = 100, signal, onProgress } = options;
  const { createdAt } = await client.project(project, { signal });
  // The time tells a project from one with its number in another database at the same address.
  const name = `${client.url}/projects/${project}@${createdAt}`;
  if (!state.isCertain(name)) state.replace(name, await settleTasks(client, project, signal));

  const report: PushReport = { project, pushed: 0, present: 0 };
  let batch = new Map<string, LabelingTask>();
  let wasUncertain = false;
  const flush = async (): Promise<void> => {
    if (batch.size === 0) return;
    for (const task of batch.values()) for (const record of task.records) sink.write(record);
    wasUncertain = (await importBatch(options, name, batch)) || wasUncertain;
    report.pushed += batch.size;
    batch = new Map();
  };
  let completed = 0;
  for await (const task of tasks) {
    throwIfAborted(signal);
    if (batch.has(task.key) || state.has(name, task.key)) report.present += 1;
    else batch.set(task.key, task);
    if (batch.size >= batchSize) await flush();
    completed += 1;
    onProgress?.({ completed });
  }
  await flush();
  // An import that was done again may have been done twice, if the server was slow.
  if (wasUncertain) state.replace(name, await settleTasks(client, project, signal));
  return report;
}

/** Whether it was uncertain for a while if the tasks had arrived. */
async function importBatch(
  options: PushTasksOptions,
  name: string,
  batch: ReadonlyMap<string, LabelingTask>,
): Promise<boolean> {
  const { client, project, state, retries = 5, settleMs = 1000, signal } = options;
  let missing = [...batch.keys()];
  for (let tries = 0; ; tries += 1) {
    state.sending(name, missing);
    const data = missing.map((key) => batch.get(key)?.data).filter((one) => one !== undefined);
    const failure = await tryImport(client, project, data, signal);
    if (failure === undefined) {
      state.sent(name, missing);
      return tries > 0;
    }
    if (failure.code !== 'UPSTREAM_FAILED' && failure.code !== 'TIMEOUT') {
      // It was refused, and none of them is there. Of an abort nobody knows: the next push asks.
      if (failure.code !== 'ABORTED') state.withdraw(name, missing);
      throw failure;
    }
    if (tries >= retries || !failure.retryable) throw failure;
    await sleep(settleMs * 2 ** tries, undefined, signal === undefined ? {} : { signal }).catch(() =>
      throwIfAborted(signal),
    );
    const there = await settleTasks(client, project, signal);
    state.replace(name, there);
    missing = missing.filter((key) => !there.has(key));
    if (missing.length === 0) return true;
  }
}

async function tryImport(
  client: LabelStudioClient,
  project: number,
  data: Record<string, string>[],
  signal: AbortSignal | undefined,
): Promise<TuneloopError | undefined> {
  try {
    const ids = await client.importTasks(project, data, { signal });
    if (ids?.length === data.length) return undefined;
    return new TuneloopError(
      'UPSTREAM_FAILED',
      `Label Studio at ${client.url} does not say that it has imported the tasks.`,
    );
  } catch (error) {
    return TuneloopError.from(error);
  }
}
