import type { CreateDatasetItemRequest, LangfuseAPIClient } from '@langfuse/core';
import { throwIfAborted, type Interaction, type JobProgress, type JudgedInteraction } from '@tuneloop/protocol';
import { sendSpans } from '../../otel/send-spans.ts';
import { endedSpan, serviceResource } from '../../otel/span.ts';
import { askLangfuse, callLangfuse } from '../call-langfuse.ts';
import { langfuseApi, tracesReceiver, type LangfuseConnection } from '../connection.ts';
import { datasetItem, type Certainty, type ItemLack } from './dataset-item.ts';
import { runSpan, type DatasetRun } from './run-span.ts';

export interface PushDatasetOptions {
  connection: LangfuseConnection;
  /** Of the data set; made where it is missing. */
  name: string;
  description?: string | undefined;
  /** Those with the same prompt become one item. */
  records: AsyncIterable<JudgedInteraction>;
  /** Also adds each answer to a run of this name, so that runs can be compared. */
  run?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Phase `push`, in interactions. */
  onProgress?: ((progress: JobProgress) => void) | undefined;
}

export interface PushDatasetReport {
  dataset: string;
  interactions: number;
  /** Items that were written; the same ones again when nothing has changed. */
  items: number;
  /** Of them, those with an expected output. */
  expected: number;
  /** Answers in the run. */
  runItems: number;
  leftOut: Partial<Record<ItemLack, number>>;
}

const rank: Record<Certainty, number> = { none: 0, good: 1, corrected: 2 };

/**
 * Puts prompts into a data set of Langfuse, with what is expected of an answer where ratings say it. Doing it again changes
 * nothing; an item that is there keeps its expected output until a surer one is known.
 *
 * Errors: `UNAUTHORIZED`, `FORBIDDEN`, `INVALID_REQUEST`, `UPSTREAM_FAILED`, `ABORTED`; what was written by then stays.
 */
export async function pushDataset(options: PushDatasetOptions): Promise<PushDatasetReport> {
  const { connection, name, description, records, signal, onProgress } = options;
  const api = langfuseApi(connection);
  const about = { name, ...(description !== undefined && { description }) };
  const { id: datasetId } = await callLangfuse('the data set', signal, (call) => api.datasets.create(about, call));
  const run = options.run === undefined ? undefined : { name: options.run, datasetId };
  const inRun = run ? await traceIdsOfRun(api, run, signal) : new Set<string>();
  const report: PushDatasetReport = { dataset: name, interactions: 0, items: 0, expected: 0, runItems: 0, leftOut: {} };
  const written = new Map<string, number>();
  for await (const judged of records) {
    throwIfAborted(signal);
    report.interactions += 1;
    const made = datasetItem(judged, name);
    if ('lack' in made) {
      report.leftOut[made.lack] = (report.leftOut[made.lack] ?? 0) + 1;
      continue;
    }
    const { item, certainty } = made;
    const before = written.get(item.id);
    if (before === undefined || before < rank[certainty]) {
      if (await writeItem(api, item, signal)) report.items += 1;
      if (item.expectedOutput !== undefined && (before ?? 0) === 0) report.expected += 1;
      written.set(item.id, rank[certainty]);
    }
    if (run) {
      await addToRun(options, api, { interaction: judged.interaction, item, run, inRun });
      report.runItems += 1;
    }
    onProgress?.({ phase: 'push', completed: report.interactions });
  }
  return report;
}

/** Whether it was written: one that expects nothing does not replace one that is there. */
async function writeItem(
  api: LangfuseAPIClient,
  item: CreateDatasetItemRequest & { id: string },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (item.expectedOutput === undefined) {
    const there = await askLangfuse('an item', signal, (call) => api.datasetItems.get(item.id, call));
    if (there) return false;
  }
  await callLangfuse('an item', signal, (call) => api.datasetItems.create(item, call));
  return true;
}

async function addToRun(
  { connection, signal = new AbortController().signal }: Pick<PushDatasetOptions, 'connection' | 'signal'>,
  api: LangfuseAPIClient,
  part: {
    interaction: Interaction;
    item: CreateDatasetItemRequest & { id: string };
    run: DatasetRun;
    inRun: Set<string>;
  },
): Promise<void> {
  const { interaction, item, run, inRun } = part;
  const span = runSpan(interaction, item, run);
  await sendSpans([endedSpan(span, serviceResource('tuneloop', 'sdk-experiment'))], tracesReceiver(connection), signal);
  if (inRun.has(span.trace)) return;
  const entry = { runName: run.name, datasetItemId: item.id, traceId: span.trace, observationId: span.id };
  // Servers without run items make the run of the span alone.
  await askLangfuse('a run', signal, (call) => api.datasetRunItems.create(entry, call));
  inRun.add(span.trace);
}

async function traceIdsOfRun(
  api: LangfuseAPIClient,
  { name, datasetId }: DatasetRun,
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let page = 1; ; page += 1) {
    const query = { datasetId, runName: name, page, limit: 100 };
    const found = await askLangfuse('a run', signal, (call) => api.datasetRunItems.list(query, call));
    for (const { traceId } of found?.data ?? []) ids.add(traceId);
    if (!found || page >= found.meta.totalPages) return ids;
  }
}
