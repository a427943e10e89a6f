import type { TokenLogprob } from '@tuneloop/protocol';

interface Candidate {
  /** Generated, without an echoed prompt. */
  tokens: readonly Pick<TokenLogprob, 'logprob'>[];
}

/** The `n` candidates whose tokens are the likeliest on average, as OpenAI's `best_of` chooses; the best first. */
export function bestOf<T extends Candidate>(candidates: readonly T[], n: number): T[] {
  if (candidates.length <= n) return [...candidates];
  return candidates.toSorted((a, b) => meanLogprob(b) - meanLogprob(a)).slice(0, n);
}

/** An empty answer says nothing about its own worth: it comes last. */
function meanLogprob({ tokens }: Candidate): number {
  if (tokens.length === 0) return -Number.MAX_VALUE;
  const sum = tokens.reduce((total, { logprob }) => total + logprob, 0);
  return Math.max(-Number.MAX_VALUE, sum / tokens.length);
}
