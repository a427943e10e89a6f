import { readFile } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { parseJson } from '../files/parse-json.ts';
import { writeRenamed } from '../files/write-renamed.ts';
import { isEvaluationReport, type EvaluationReport } from './evaluation-report.ts';

/** Writes it as JSON, under a temporary name first, for its owner alone. Errors: `STORE_FAILED`. */
export async function writeEvaluation(path: string, report: EvaluationReport): Promise<void> {
  try {
    await writeRenamed(path, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new TuneloopError('STORE_FAILED', `${path} cannot be written.`, { cause: error });
  }
}

/** Errors: `NOT_FOUND`, `STORE_FAILED` (no evaluation, or one of another version). */
export async function readEvaluation(path: string): Promise<EvaluationReport> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new TuneloopError('NOT_FOUND', `There is no evaluation ${path}. Evaluate first.`, { cause: error });
  }
  const report = parseJson(text);
  if (isEvaluationReport(report)) return report;
  throw new TuneloopError('STORE_FAILED', `${path} is no evaluation of this version. Evaluate again.`);
}
