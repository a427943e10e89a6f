import type { TokenLogprob } from '@tuneloop/protocol';
import { detokenize, tokenize, type Token } from './tokenizer.ts';

interface Candidate {
  token: Token;
  logprob: number;
}

/** What else might have been said, in place of the script; enough for the 20 alternatives that may be asked for. */
const otherWords = tokenize(
  ' the of and to in is it that was for on are as with his they at be this have from or one had by',
);

/** The script's token has this share; each alternative has half of what is left by then. */
const scriptedShare = 0.9;

/** How likely tokens are where the script says `scripted`, the likeliest first. */
export function distributionOf(scripted: Token): Candidate[] {
  const others = otherWords.filter(({ id }) => id !== scripted.id);
  let left = 1 - scriptedShare;
  return [
    { token: scripted, logprob: Math.log(scriptedShare) },
    ...others.map((token) => {
      left /= 2;
      return { token, logprob: Math.log(left) };
    }),
  ];
}

/** The likeliest token after biases; a bias of -100 or less bans a token, one of 100 or more makes it (nearly) sure. */
export function chooseToken(distribution: readonly Candidate[], logitBias: Record<number, number> = {}): Token {
  const scoreOf = ({ token, logprob }: Candidate): number => {
    const bias = logitBias[token.id] ?? 0;
    return bias <= -100 ? -Infinity : logprob + bias;
  };
  return distribution.reduce((best, candidate) => (scoreOf(candidate) > scoreOf(best) ? candidate : best)).token;
}

/** @param top how many alternatives to report. */
export function logprobOf(chosen: Token, distribution: readonly Candidate[], top: number): TokenLogprob {
  const describe = ({ token, logprob }: Candidate): Omit<TokenLogprob, 'top'> => ({
    token: detokenize([token]),
    tokenId: token.id,
    bytes: [...token.bytes],
    logprob,
  });
  const own = distribution.find(({ token }) => token.id === chosen.id) ?? distribution[0]!;
  return { ...describe(own), top: distribution.slice(0, top).map(describe) };
}
