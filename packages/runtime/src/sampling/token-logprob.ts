import type { TokenLogprob } from '@tuneloop/protocol';
import { argmax, likeliest } from './candidates.ts';

/**
 * The log-probability of `token` and of the `top` likeliest, over the whole vocabulary.
 *
 * @param logits as the model gave them. @param piece what a token writes, UTF-8.
 */
export function tokenLogprob(
  logits: Float32Array,
  token: number,
  top: number,
  piece: (token: number) => Uint8Array,
): TokenLogprob {
  const highest = logits[argmax(logits)] ?? 0;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  const norm = highest + Math.log(sum);
  const entry = (id: number, logit: number): TokenLogprob['top'][number] => {
    const bytes = piece(id);
    return {
      token: new TextDecoder().decode(bytes),
      tokenId: id,
      bytes: [...bytes],
      logprob: Math.min(0, logit - norm),
    };
  };
  const best = likeliest(logits, top);
  return {
    ...entry(token, logits[token] ?? -Infinity),
    top: Array.from(best.tokens, (id, place) => entry(id, best.logits[place]!)),
  };
}
