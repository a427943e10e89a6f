import type { AnswerSample, EvaluationReport } from '../../evaluation/evaluation-report.ts';
import type { ReportBlock, Tone } from '../report-block.ts';
import { saidText } from './said-text.ts';

/** Enough for an impression; the evaluation's own file has all. */
const most = 24;

/** What both say to held-out prompts. */
export function sampleBlocks({ samples }: EvaluationReport): ReportBlock[] {
  if (samples.length === 0) return [];
  const rest = samples.length > most ? ` The first ${most} of ${samples.length}.` : '';
  return [
    { type: 'heading', text: 'Answers side by side' },
    { type: 'text', text: `Greedy answers to held-out prompts.${rest}` },
    ...samples.slice(0, most).map((sample, place) => sampleBlock(sample, place)),
  ];
}

function sampleBlock({ prompt, before, after, reference, judged }: AnswerSample, place: number): ReportBlock {
  const won = (side: 'before' | 'after'): Tone | undefined => (judged?.outcome === side ? 'better' : undefined);
  return {
    type: 'sample',
    title: `Prompt ${place + 1}`,
    asked: saidText(prompt),
    said: [
      { label: 'Before', text: before, tone: won('before') },
      { label: 'After', text: after, tone: won('after') },
      ...(reference === undefined ? [] : [{ label: 'Held out', text: reference }]),
    ],
    notes: (judged?.verdicts ?? []).map(
      ({ first, reason }) => `Judge, ${first === 'before' ? 'old' : 'new'} answer first: ${reason}`,
    ),
  };
}
