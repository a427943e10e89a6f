import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { isEvaluationReport, type EvaluationReport } from './evaluation-report.ts';

/** Writes it as JSON, under a temporary name first, for its owner alone. Errors: `STORE_FAILED`. */
export async function writeEvaluation(path: string, report: EvaluationReport): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
    await rename(temporary, path);
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
  const report = parse(text);
  if (isEvaluationReport(report)) return report;
  throw new TuneloopError('STORE_FAILED', `${path} is no evaluation of this version. Evaluate again.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
