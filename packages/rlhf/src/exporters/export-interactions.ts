import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { throwIfAborted, type JobProgress, type JudgedInteraction } from '@tuneloop/protocol';
import { answerRows, type AnswerFormat } from './answer-rows.ts';
import { candidateOf, digest } from './candidate.ts';
import type { Draft } from './draft.ts';
import { explainExportError } from './export-error.ts';
import { ExportFiles, type FinishedExport } from './export-files.ts';
import type { InteractionSource } from './interaction-source.ts';
import { Partitions } from './partitions.ts';
import { promptRows, type PromptContext, type PromptFormat } from './prompt-rows.ts';
import { parseExportSettings, type ExportSettings, type ExportSettingsInput } from './settings.ts';
import { Tally, type ExportCounts } from './tally.ts';

/** All settings but `format` have a default. */
export type ExportOptions = ExportSettingsInput & {
  log: InteractionSource;
  /** Path of the file; its name says how rows are written (`.jsonl`, `.jsonl.gz`, `.parquet`, …). */
  output: string;
  signal?: AbortSignal | undefined;
  /** Phases `read` (in interactions) and `write` (in rows). */
  onProgress?: ((progress: JobProgress) => void) | undefined;
  /** Interactions that this refuses are as if they were not in the log. */
  only?: ((id: string) => boolean) | undefined;
};

export interface ExportReport extends ExportCounts, FinishedExport {
  format: ExportSettings['format'];
  rows: number;
}

/**
 * Writes interactions and what was said of them as training data, with a manifest beside it (`OUTPUT.manifest.json`).
 * Memory does not grow with the log; pairs are brought together on disk, beside the output. The same log and settings
 * give the same bytes: rows of single answers in order of time, rows of pairs and prompts by the prompt's hash, in both
 * those first that show what a column may hold, since readers of JSONL learn that from the first rows.
 *
 * When it fails or is cancelled, nothing is left behind.
 *
 * Errors: `INVALID_REQUEST` (settings, name of the output), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), `ABORTED`.
 */
export async function exportInteractions(options: ExportOptions): Promise<ExportReport> {
  const { log, output, signal, onProgress, only, ...input } = options;
  const settings = parseExportSettings(input);
  throwIfAborted(signal);
  try {
    return await write({ log, output, signal, onProgress, only, settings });
  } catch (error) {
    throw explainExportError(error, output);
  }
}

async function write(options: Omit<Work, 'files' | 'tally'>): Promise<ExportReport> {
  const { output, settings, signal, onProgress } = options;
  await mkdir(dirname(output), { recursive: true });
  await using files = new ExportFiles(output, settings);
  await files.open();
  const tally = new Tally();
  const work: Work = { ...options, files, tally };
  if (isPromptFormat(settings)) await exportPrompts(settings.format as PromptFormat, work);
  else await exportAnswers(settings.format as AnswerFormat, work);

  const counts = tally.counts();
  const about = { ...(tally.latest !== undefined && { asOf: tally.latest }), ...counts };
  const finished = await files.finish(about, signal);
  onProgress?.({ phase: 'write', completed: files.rows, total: files.rows });
  return { format: settings.format, rows: files.rows, ...counts, ...finished };
}

interface Work extends Pick<ExportOptions, 'log' | 'output' | 'signal' | 'onProgress' | 'only'> {
  settings: ExportSettings;
  files: ExportFiles;
  tally: Tally;
}

function isPromptFormat({ format, reward }: ExportSettings): boolean {
  return format === 'reward' ? reward === 'pairs' : format in promptRows;
}

const progressInterval = 1000;

async function* read({ log, signal, onProgress, only, settings, tally }: Work): AsyncGenerator<JudgedInteraction> {
  for await (const judged of log.records(settings.where, { signal })) {
    throwIfAborted(signal);
    if (only && !only(judged.interaction.id)) continue;
    const seen = tally.see(judged, settings.asOf);
    if (seen) yield seen;
    if (tally.interactions % progressInterval === 0) onProgress?.({ phase: 'read', completed: tally.interactions });
  }
  onProgress?.({ phase: 'read', completed: tally.interactions, total: tally.interactions });
}

async function exportAnswers(format: AnswerFormat, work: Work): Promise<void> {
  const { settings, files, tally } = work;
  const rowsOf = answerRows[format];
  for await (const judged of read(work)) {
    const candidate = candidateOf(judged, settings);
    const rows = typeof candidate === 'string' ? candidate : rowsOf(candidate, settings);
    if (typeof rows === 'string' || typeof candidate === 'string') {
      tally.leaveOut(rows as Extract<typeof rows, string>);
      continue;
    }
    for (const row of rows) await files.add({ row, sources: [candidate.id], group: candidate.group });
  }
}

async function exportPrompts(format: PromptFormat, work: Work): Promise<void> {
  const { settings, files, tally, signal, onProgress } = work;
  const { draft: draftFor, rows: rowsFor } = promptRows[format];
  await using partitions = await Partitions.create(dirname(work.output), { signal });
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
  for await (const { lines, dropped } of partitions.groups()) {
    throwIfAborted(signal);
    if (dropped > 0) tally.leaveOut('over-limit', dropped);
    const drafts = lines.map((line) => JSON.parse(line.slice(0, line.indexOf('\t'))) as Draft);
    drafts.sort((a, b) => (a.time === b.time ? compare(a.id, b.id) : compare(a.time, b.time)));
    const { group, ...context } = JSON.parse(lines[0]!.slice(lines[0]!.indexOf('\t') + 1)) as Context;
    const { rows, leftOut } = rowsFor(context, drafts, settings);
    for (const reason of leftOut.values()) tally.leaveOut(reason);
    for (const { row, sources } of rows) await files.add({ row, sources, group });
    if (files.rows % progressInterval < rows.length) onProgress?.({ phase: 'write', completed: files.rows });
  }
}

interface Context extends PromptContext {
  group: string;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
