import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted, type JobProgress, type JudgedInteraction } from '@tuneloop/protocol';
import { answerRows, type AnswerFormat } from './answer-rows.ts';
import { candidateOf, digest } from './candidate.ts';
import type { Draft } from './draft.ts';
import type { InteractionSource } from './interaction-source.ts';
import { Partitions } from './partitions.ts';
import { promptRows, type PromptContext, type PromptFormat } from './prompt-rows.ts';
import { redacting } from './redacting.ts';
import type { RowSink } from './row-sink.ts';
import type { ExportSettings } from './settings.ts';
import type { Tally } from './tally.ts';

/** What rows are made of, and where they go. */
export interface RowWork {
  log: InteractionSource;
  settings: ExportSettings;
  sink: RowSink;
  tally: Tally;
  /** A folder for what is brought together on disk meanwhile. */
  scratch: string;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: JobProgress) => void) | undefined;
  only?: ((id: string) => boolean) | undefined;
}

/** Makes the rows of an export, and counts what is left out. */
export async function makeRows(work: RowWork): Promise<void> {
  const { settings } = work;
  const redacted = settings.redact === 'off' ? work : { ...work, sink: redacting(work.sink) };
  if (isPromptFormat(settings)) await makePromptRows(settings.format as PromptFormat, redacted);
  else await makeAnswerRows(settings.format as AnswerFormat, redacted);
}

function isPromptFormat({ format, reward }: ExportSettings): boolean {
  return format === 'reward' ? reward === 'pairs' : format in promptRows;
}

const progressInterval = 1000;
const groupsAtOnce = 100;

async function* read({ log, signal, onProgress, only, settings, tally }: RowWork): AsyncGenerator<JudgedInteraction> {
  for await (const judged of log.records(settings.where, { signal })) {
    throwIfAborted(signal);
    if (only && !only(judged.interaction.id)) continue;
    const seen = tally.see(judged, settings.asOf);
    if (seen) yield seen;
    if (tally.interactions % progressInterval === 0) onProgress?.({ phase: 'read', completed: tally.interactions });
  }
  onProgress?.({ phase: 'read', completed: tally.interactions, total: tally.interactions });
}

async function makeAnswerRows(format: AnswerFormat, work: RowWork): Promise<void> {
  const { settings, sink, tally } = work;
  const rowsOf = answerRows[format];
  for await (const judged of read(work)) {
    const candidate = candidateOf(judged, settings);
    const rows = typeof candidate === 'string' ? candidate : rowsOf(candidate, settings);
    if (typeof rows === 'string' || typeof candidate === 'string') {
      tally.leaveOut(rows as Extract<typeof rows, string>);
      continue;
    }
    for (const row of rows) await sink.add({ row, sources: [candidate.id], group: candidate.group });
  }
}

async function makePromptRows(format: PromptFormat, work: RowWork): Promise<void> {
  const { settings, sink, tally, signal, onProgress } = work;
  const { draft: draftFor, rows: rowsFor } = promptRows[format];
  await using partitions = await Partitions.create(work.scratch, { signal });
  for await (const judged of read(work)) {
    const candidate = candidateOf(judged, settings);
    const draft = typeof candidate === 'string' ? candidate : draftFor(candidate, settings);
    if (typeof draft === 'string' || typeof candidate === 'string') {
      tally.leaveOut(draft as Extract<typeof draft, string>);
      continue;
    }
    const { prompt, tools, group } = candidate;
    const context: Context = { prompt, tools, group };
    await partitions.add({
      key: digest([group, prompt, tools]),
      line: `${JSON.stringify(draft)}\t${JSON.stringify(context)}`,
    });
  }
  let groups = 0;
  for await (const { lines, dropped } of partitions.groups()) {
    throwIfAborted(signal);
    // Groups that fit into memory wait for nothing; others want their turn, too.
    if (++groups % groupsAtOnce === 0) await nextTurn();
    if (dropped > 0) tally.leaveOut('over-limit', dropped);
    const drafts = lines.map((line) => JSON.parse(line.slice(0, line.indexOf('\t'))) as Draft);
    drafts.sort((a, b) => (a.time === b.time ? compare(a.id, b.id) : compare(a.time, b.time)));
    const { group, ...context } = JSON.parse(lines[0]!.slice(lines[0]!.indexOf('\t') + 1)) as Context;
    const { rows, leftOut } = rowsFor(context, drafts, settings);
    for (const reason of leftOut.values()) tally.leaveOut(reason);
    for (const { row, sources } of rows) await sink.add({ row, sources, group });
    if (sink.rows % progressInterval < rows.length) onProgress?.({ phase: 'write', completed: sink.rows });
  }
}

interface Context extends PromptContext {
  group: string;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
