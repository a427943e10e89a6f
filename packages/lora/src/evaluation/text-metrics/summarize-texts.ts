import type { Figures } from '../figures.ts';
import { corpusBleu } from './bleu.ts';
import { rouge } from './rouge.ts';

/** What was to be said, and what both said. */
export interface ReferencedAnswer {
  reference: string;
  before: string;
  after: string;
}

export function summarizeTexts(answers: readonly ReferencedAnswer[]): Figures {
  if (answers.length === 0) return { metrics: {}, intervals: {} };
  const [before, after] = (['before', 'after'] as const).map((side) => {
    const pairs = answers.map((answer) => ({ answer: answer[side], reference: answer.reference }));
    return { bleu: corpusBleu(pairs), ...rouge(pairs) };
  });
  return {
    metrics: {
      bleu: after!.bleu,
      bleu_before: before!.bleu,
      rouge_1: after!.rouge1,
      rouge_1_before: before!.rouge1,
      rouge_2: after!.rouge2,
      rouge_2_before: before!.rouge2,
      rouge_l: after!.rougeL,
      rouge_l_before: before!.rougeL,
    },
    intervals: {},
  };
}
