import { hash } from 'node:crypto';
import type { DatasetItem, LangfuseAPIClient } from '@langfuse/core';
import {
  TuneloopError,
  type EventSink,
  type InteractionLog,
  type JobProgress,
  type JudgedInteraction,
  type LogRecord,
} from '@tuneloop/protocol';
import { recordsOfRow } from '../../importers/import-format.ts';
import type { ImportDefaults } from '../../importers/import-defaults.ts';
import { isKnown } from '../../importers/known-records.ts';
import { currentRatings } from '../../judgement/current.ts';
import { callLangfuse } from '../call-langfuse.ts';
import { langfuseApi, type LangfuseConnection } from '../connection.ts';
import { expectedText, itemRow } from './item-row.ts';

export interface PullDatasetOptions {
  connection: LangfuseConnection;
  name: string;
  /** Asked what is there already. */
  log: Pick<InteractionLog, 'get' | 'getComparison'>;
  /** Where new records go: the log itself, or a recorder before it that redacts. */
  sink: EventSink;
  /** What the items' answers are said to be from. Default `imported`. */
  model?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Phase `pull`, in items. */
  onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** Why an item says nothing to the log. */
export type ItemIgnored = 'archived' | 'no-expected-output' | 'not-a-conversation';

export interface PullDatasetReport {
  dataset: string;
  items: number;
  /** By kind, what was new. */
  added: Partial<Record<LogRecord['type'], number>>;
  /** Records that the log had already. */
  known: number;
  ignored: Partial<Record<ItemIgnored, number>>;
}

/**
 * Reads a data set of Langfuse into the log. An item that was pushed from here gives its answer a correction, where somebody
 * has changed what is expected; any other becomes an interaction whose answer is what is expected, judged good. Doing it again
 * adds nothing.
 *
 * Errors: `NOT_FOUND`, `UNAUTHORIZED`, `FORBIDDEN`, `UPSTREAM_FAILED`, `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `ABORTED`; what was added by then
 * stays.
 */
export async function pullDataset(options: PullDatasetOptions): Promise<PullDatasetReport> {
  const { connection, name, log, sink, signal, onProgress } = options;
  const api = langfuseApi(connection);
  await callLangfuse(`the data set "${name}"`, signal, (call) => api.datasets.get(name, call));
  const report: PullDatasetReport = { dataset: name, items: 0, added: {}, known: 0, ignored: {} };
  for await (const { item, total } of itemsOf(api, name, signal)) {
    report.items += 1;
    const records = await recordsOfItem(item, options);
    if (typeof records === 'string') report.ignored[records] = (report.ignored[records] ?? 0) + 1;
    else {
      const fresh = new Map<string, LogRecord>();
      for (const record of records) {
        if (await isKnown(log, record, fresh)) {
          report.known += 1;
          continue;
        }
        sink.write(record);
        if (record.type === 'interaction') fresh.set(`interaction ${record.interaction.id}`, record);
        report.added[record.type] = (report.added[record.type] ?? 0) + 1;
      }
    }
    onProgress?.({ phase: 'pull', completed: report.items, total });
  }
  return report;
}

async function* itemsOf(
  api: LangfuseAPIClient,
  datasetName: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ item: DatasetItem; total: number }> {
  for (let page = 1; ; page += 1) {
    const query = { datasetName, page, limit: 100 };
    const { data, meta } = await callLangfuse('items', signal, (call) => api.datasetItems.list(query, call));
    for (const item of data) yield { item, total: meta.totalItems };
    if (page >= meta.totalPages) return;
  }
}

async function recordsOfItem(
  item: DatasetItem,
  { log, model = 'imported', name }: PullDatasetOptions,
): Promise<LogRecord[] | ItemIgnored> {
  if (item.status === 'ARCHIVED') return 'archived';
  const origin = (item.metadata as { interaction?: unknown } | null | undefined)?.interaction;
  const pushed = typeof origin === 'string' ? await find(log, origin) : undefined;
  if (pushed) return correctionOf(item, pushed);
  const row = itemRow(item);
  if (!row) return 'no-expected-output';
  const time = new Date(item.createdAt).toISOString();
  const defaults: ImportDefaults = {
    model,
    time,
    author: 'langfuse',
    owner: undefined,
    tags: ['langfuse', `dataset:${name}`],
    good: true,
  };
  const read = recordsOfRow(row, 'sft', defaults);
  return 'records' in read ? read.records.map(fromLangfuse) : 'not-a-conversation';
}

function correctionOf(item: DatasetItem, { interaction, ratings }: JudgedInteraction): LogRecord[] | ItemIgnored {
  const correction = expectedText(item.expectedOutput);
  if (correction === undefined) return 'no-expected-output';
  const isSaid =
    correction === interaction.output?.content ||
    currentRatings(ratings).some((rating) => rating.correction === correction);
  if (isSaid) return [];
  const id = `langfuse-${hash('sha256', JSON.stringify([item.id, correction]), 'hex').slice(0, 32)}`;
  const time = new Date(item.updatedAt).toISOString();
  const rating = { id, interaction: interaction.id, time, author: 'langfuse', source: 'langfuse', correction } as const;
  return [{ version: 1, type: 'rating', rating }];
}

function fromLangfuse(record: LogRecord): LogRecord {
  return record.type === 'rating' ? { ...record, rating: { ...record.rating, source: 'langfuse' } } : record;
}

async function find(log: PullDatasetOptions['log'], id: string): Promise<JudgedInteraction | undefined> {
  try {
    return await log.get('all', id);
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
