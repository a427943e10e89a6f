import type { TextPair } from './bleu.ts';
import { commonNgrams, countNgrams } from './ngrams.ts';

/** Means over all pairs, 0 to 1. */
export interface Rouge {
  rouge1: number;
  rouge2: number;
  rougeL: number;
}

/**
 * F1 of common words, of common pairs of words and of the longest common subsequence (Lin, 2004). Words are runs of
 * letters and digits in lower case, without stemming: the definition of the Python package `rouge-score`, which knows
 * ASCII alone.
 */
export function rouge(pairs: readonly TextPair[]): Rouge {
  const scores = pairs.map(({ answer, reference }) => {
    const [found, wanted] = [wordsOf(answer), wordsOf(reference)];
    return {
      rouge1: ngramF1(found, wanted, 1),
      rouge2: ngramF1(found, wanted, 2),
      rougeL: f1(longestCommonSubsequence(found, wanted), found.length, wanted.length),
    };
  });
  const mean = (name: keyof Rouge): number => scores.reduce((sum, score) => sum + score[name], 0) / scores.length;
  return { rouge1: mean('rouge1'), rouge2: mean('rouge2'), rougeL: mean('rougeL') };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function ngramF1(found: readonly string[], wanted: readonly string[], order: number): number {
  const common = commonNgrams(countNgrams(found, order), countNgrams(wanted, order));
  return f1(common, found.length - order + 1, wanted.length - order + 1);
}

function f1(common: number, found: number, wanted: number): number {
  return common === 0 ? 0 : (2 * common) / (found + wanted);
}

/** Its length; one row of the table at a time. */
function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let previous = Array.from({ length: b.length + 1 }, () => 0);
  for (const word of a) {
    const row = [0];
    for (let place = 0; place < b.length; place += 1) {
      row.push(word === b[place] ? previous[place]! + 1 : Math.max(previous[place + 1]!, row[place]!));
    }
    previous = row;
  }
  return previous.at(-1)!;
}
