import { throwIfAborted, TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { readEvaluation } from '../evaluation/evaluation-file.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import { writeRenamed } from '../files/write-renamed.ts';
import type { RunFolder } from '../run/run-folder.ts';
import type { RunResults } from '../run/step-results.ts';
import { composeReport } from './compose-report.ts';
import { renderHtml } from './html/render-html.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import { readTrainingEvents } from './read-events.ts';
import type { ReportSource, ReportSubject } from './report-source.ts';

export interface WriteRunReportOptions extends CallOptions {
  folder: RunFolder;
  subject: ReportSubject;
  /** Of the steps that were done. */
  results: Partial<RunResults>;
}

/**
 * Says what a run did and found: `report.md` and `report.html` in its folder, from its results, its evaluation and its
 * training events, as far as they are there. Doing it again replaces both.
 *
 * Errors: `STORE_FAILED`, `ABORTED`.
 */
export async function writeRunReport({ folder, subject, results, signal }: WriteRunReportOptions): Promise<void> {
  throwIfAborted(signal);
  const evaluation = results.evaluate && (await readIfThere(folder.evaluation));
  const events = await readTrainingEvents(folder.events);
  const source = { subject, results, evaluation, events };
  await writeReport(folder.reportMarkdown, source);
  await writeReport(folder.reportHtml, source);
}

/** Where there was nothing to measure with, none was written. */
async function readIfThere(path: string): Promise<EvaluationReport | undefined> {
  try {
    return await readEvaluation(path);
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** Writes one report: a page where the name ends in `.html` or `.htm`, otherwise Markdown. Errors: `STORE_FAILED`. */
export async function writeReport(path: string, source: ReportSource): Promise<void> {
  const report = composeReport(source);
  const text = /\.html?$/i.test(path) ? renderHtml(report) : renderMarkdown(report);
  try {
    await writeRenamed(path, text, { mode: 0o600 });
  } catch (error) {
    throw new TuneloopError('STORE_FAILED', `${path} cannot be written.`, { cause: error });
  }
}
