import type { TokenLogprob } from '@tuneloop/protocol';
import type { LogitIndex, NativeContext, NativeSampler } from './binding.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The log-probability of `token` and of the `top` likeliest, over the whole vocabulary and before any setting.
 *
 * @param neutral a sampler with `neutralConfig`, whatever its seed; the addon reads logits through a sampler only.
 */
export async function tokenLogprob(
  context: NativeContext,
  index: LogitIndex,
  neutral: NativeSampler,
  vocabulary: Vocabulary,
  token: number,
  top: number,
): Promise<TokenLogprob> {
  const [, , , logits, weight] = await context.sampleToken(
    index,
    neutral,
    false,
    false,
    // The token that the neutral sampler picks is the likeliest; it is needed to read `weight`.
    [[token], false, false, true, top],
    true,
  );
  const pairs: { token: number; logit: number }[] = [];
  for (let i = 0; i + 1 < logits.length; i += 2) pairs.push({ token: logits[i]!, logit: logits[i + 1]! });
  // `weight` is the sum of exp(logit - highest logit).
  const highest = pairs.reduce((max, { logit }) => Math.max(max, logit), -Infinity);
  const logprobOf = (logit: number): number => Math.min(0, logit - highest - Math.log(weight));
  const entry = (id: number, logit: number): TokenLogprob['top'][number] => {
    const bytes = vocabulary.piece(id);
    return { token: new TextDecoder().decode(bytes), tokenId: id, bytes: [...bytes], logprob: logprobOf(logit) };
  };
  const likeliest = [...new Map(pairs.map(({ token: id, logit }) => [id, logit]))].toSorted((a, b) => b[1] - a[1]);
  const chosen = pairs.find(({ token: id }) => id === token)?.logit ?? -Infinity;
  return { ...entry(token, chosen), top: likeliest.slice(0, top).map(([id, logit]) => entry(id, logit)) };
}
