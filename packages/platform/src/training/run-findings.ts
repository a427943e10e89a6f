import { readFile } from 'node:fs/promises';
import type { AnswerSample, CheckOutcome, RunFolder } from '@tuneloop/lora';
import type { CheckedAnswer, PromptMessage, TrainingEvaluation, TrainingReport } from '@tuneloop/openai-server';
import { textOf, TuneloopError, type Message } from '@tuneloop/protocol';

/** What was measured before and after. Errors: `NOT_FOUND` before it was, `STORE_FAILED`. */
export async function readRunEvaluation({ evaluation }: Pick<RunFolder, 'evaluation'>): Promise<TrainingEvaluation> {
  const { readEvaluation } = await import('@tuneloop/lora');
  const report = await readEvaluation(evaluation).catch((error: unknown) => {
    if (!TuneloopError.isInstance(error) || error.code !== 'NOT_FOUND') throw error;
    // Its own message names a path.
    throw new TuneloopError('NOT_FOUND', 'This run was not measured, or not yet.', { cause: error });
  });
  const { before, after, metrics, intervals, counts, samples, checks, regression } = report;
  return {
    before,
    after,
    metrics,
    intervals,
    counts,
    samples: samples.map(sampleOf),
    checks: checks.map(checkOf),
    regression: regression.map(checkOf),
  };
}

/** Errors: `NOT_FOUND` before it was written, `STORE_FAILED`. */
export async function readReport({
  reportMarkdown,
  reportHtml,
}: Pick<RunFolder, 'reportMarkdown' | 'reportHtml'>): Promise<TrainingReport> {
  const markdown = await readText(reportMarkdown);
  if (markdown === undefined) throw new TuneloopError('NOT_FOUND', 'This run has no report, or not yet.');
  return { markdown, html: await readText(reportHtml) };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new TuneloopError('STORE_FAILED', 'The report of this run cannot be read.', { cause: error });
  }
}

function sampleOf({ prompt, before, after, reference, judged }: AnswerSample): TrainingEvaluation['samples'][number] {
  return { prompt: prompt.map(messageOf), before, after, reference, judged: judged?.outcome };
}

function checkOf({ id, prompt, before, after }: CheckOutcome): CheckedAnswer {
  const shown = ({ answer, passed }: CheckOutcome['before']): CheckedAnswer['before'] => ({ answer, passed });
  return { id, prompt: prompt.map(messageOf), before: shown(before), after: shown(after) };
}

function messageOf({ role, content }: Message): PromptMessage {
  return { role, text: textOf(content ?? '') };
}
