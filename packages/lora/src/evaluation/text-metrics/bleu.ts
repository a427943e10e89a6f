import { commonNgrams, countNgrams } from './ngrams.ts';
import { tokenize13a } from './tokenize-13a.ts';

/** An answer, and what it should say. */
export interface TextPair {
  answer: string;
  reference: string;
}

const orders = [1, 2, 3, 4] as const;

/**
 * Corpus BLEU, 0 to 100 (Papineni et al., 2002), as sacreBLEU computes it by default: one reference, tokeniser 13a,
 * exponential smoothing (signature `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp`).
 *
 * Source: arXiv:1804.08771; the smoothing is method 3 of Chen and Cherry (2014).
 */
export function corpusBleu(pairs: readonly TextPair[]): number {
  const words = pairs.map(({ answer, reference }) => ({
    answer: tokenize13a(answer),
    reference: tokenize13a(reference),
  }));
  const length = words.reduce((sum, { answer }) => sum + answer.length, 0);
  const referenceLength = words.reduce((sum, { reference }) => sum + reference.length, 0);
  const counts = orders.map((order) => {
    let total = 0;
    let correct = 0;
    for (const { answer, reference } of words) {
      total += Math.max(0, answer.length - order + 1);
      correct += commonNgrams(countNgrams(answer, order), countNgrams(reference, order));
    }
    return { total, correct };
  });
  if (counts.every(({ correct }) => correct === 0) || counts.some(({ total }) => total === 0)) return 0;
  let smoothing = 1;
  const logarithms = counts.map(({ total, correct }) => {
    if (correct > 0) return Math.log(correct / total);
    smoothing *= 2;
    return Math.log(1 / (smoothing * total));
  });
  const brevity = length < referenceLength ? 1 - referenceLength / length : 0;
  return 100 * Math.exp(brevity + logarithms.reduce((sum, value) => sum + value, 0) / orders.length);
}
