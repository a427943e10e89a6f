import { resolve } from 'node:path';
import {
  applyGate,
  parseGateRule,
  writeEvaluation,
  writeReport,
  type EvaluationReport,
  type GateResult,
} from '@tuneloop/lora';
import { loadConfig } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { configRequest } from '../config-options.ts';
import { evaluateOn, type EvaluateOnOptions } from '../evaluation/evaluate-on.ts';
import { formatEvaluation } from '../evaluation/print-evaluation.ts';
import { exitCodes } from '../exit-code.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { openPlatform } from '../open-platform.ts';
import { createProgressDisplay } from '../terminal/progress.ts';

export interface EvalOptions extends Omit<EvaluateOnOptions, 'limits'> {
  rows?: number;
  answers?: number;
  answerTokens?: number;
  promoteIf?: string;
  report?: string[];
  json?: boolean;
  verbose?: boolean;
}

/** Measures a model or an adapter; with a rule, the exit code says whether that is met. */
export async function evaluateModel(options: EvalOptions): Promise<void> {
  // Before an hour of measuring.
  if (options.promoteIf !== undefined) parseGateRule(options.promoteIf);
  const { data: _rows, ...configured } = options;
  const { config, warnings } = await loadConfig(configRequest(configured));
  for (const text of warnings) warning(text);
  const { rows, answers, answerTokens } = options;
  const limits = { rows, answers, answerTokens };
  const report = await interruptible(async (signal) => {
    const progress = createProgressDisplay(process.stderr, { clearOnStop: true });
    try {
      await using platform = await openPlatform(config, { onProgress: progress.listener, verbose: options.verbose });
      await platform.host.ready({ signal });
      progress.stop();
      return await evaluateOn(platform, { ...options, limits }, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      const message = 'Interrupted. What was measured is kept: the same command goes on from there.';
      throw new TuneloopError('ABORTED', message, { cause: error, details: { interruption: 'interrupt' } });
    } finally {
      progress.stop();
    }
  });
  await finish(report, options);
}

/** Says what was found, writes the reports, and sets the exit code. */
export async function finish(
  report: EvaluationReport,
  { promoteIf, report: files = [], json }: Pick<EvalOptions, 'promoteIf' | 'report' | 'json'>,
): Promise<void> {
  const gate = promoteIf === undefined ? undefined : applyGate(promoteIf, report);
  for (const file of files) await writeFileOf(resolve(file), report, gate);
  if (json) printJson({ ...report, ...(gate && { gate }) });
  else process.stdout.write(`${formatEvaluation(report, gate)}\n`);
  for (const file of files) notice(`The report is at ${resolve(file)}`);
  if (gate && !gate.passed) process.exitCode = exitCodes.failure;
}

async function writeFileOf(path: string, report: EvaluationReport, gate: GateResult | undefined): Promise<void> {
  if (path.endsWith('.json')) await writeEvaluation(path, report);
  else await writeReport(path, { evaluation: report, results: gate ? { gate } : {} });
}
