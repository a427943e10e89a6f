import type { ReferenceScores } from './reference-scores.ts';
import type { ServedAnswer } from './served-sequence.ts';

/** Two tokens whose log-probabilities are nearer than this are a tie, which arithmetic of 16 bits may settle either way. */
const tieNats = 0.02;

/**
 * Whether greedy decoding by the reference gives the same answer: at each place it finds the very token likeliest that was
 * served, and the end where that ended. What follows a tie is compared with that token before it.
 *
 * @param from index of the first token of the answer in the sequence, whose scores begin with its second token.
 */
export function compareAnswers(
  { tokens, ended }: ServedAnswer,
  from: number,
  scores: ReferenceScores | undefined,
): boolean {
  if (ended && scores?.ends !== true) return false;
  return tokens.every((token, index) => {
    const place = from + index - 1;
    const [best, bestLogprob] = [scores?.best[place], scores?.bestLogprob[place] ?? Number.POSITIVE_INFINITY];
    const logprob = scores?.logprob[place] ?? Number.NEGATIVE_INFINITY;
    return best === token || bestLogprob - logprob < tieNats;
  });
}
