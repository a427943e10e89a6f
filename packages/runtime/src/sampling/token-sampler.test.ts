import type { SamplingSettings } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { argmax, likeliest } from './candidates.ts';
import { createRandom } from './random.ts';
import { tokenLogprob, TokenSampler } from './index.ts';

const textOf = (token: number): Uint8Array => Uint8Array.of(token);
const open = { topK: 0, topP: 1, minP: 0 } as const;
/** Tokens with these shares. */
const logitsOf = (...shares: number[]): Float32Array => Float32Array.from(shares, Math.log);

function drawn(settings: SamplingSettings, logits: Float32Array, times = 4000): number[] {
  const sampler = new TokenSampler({ seed: 1, temperature: 1, ...open, ...settings }, [], 0, textOf);
  const counts = Array.from(logits, () => 0);
  for (let time = 0; time < times; time += 1) counts[sampler.draw(logits)]! += 1;
  return counts.map((count) => count / times);
}

describe('TokenSampler', () => {
  const logits = logitsOf(0.2, 0.5, 0.05, 0.25);

  it('draws each token as often as it is likely', () => {
    for (const [token, share] of drawn({}, logits).entries())
      expect(share).toBeCloseTo([0.2, 0.5, 0.05, 0.25][token]!, 1);
  });

  it.each<[string, SamplingSettings, number[]]>([
    ['temperature 0', { temperature: 0 }, [1]],
    ['top-k', { topK: 2 }, [1, 3]],
    ['top-p', { topP: 0.7 }, [1, 3]],
    ['min-p', { minP: 0.39 }, [0, 1, 3]],
    ['XTC', { xtc: { probability: 1, threshold: 0.22 } }, [0, 2, 3]],
    ['DRY', { dry: { multiplier: 9, allowedLength: 0 } }, [0, 1, 2, 3]],
    ['a ban', { logitBias: { 1: -100 } }, [0, 2, 3]],
  ])('with %s keeps some of them', (_name, settings, kept) => {
    const adjusted = logits.slice();
    new TokenSampler(settings, [], 0, textOf).adjust(adjusted);
    const seen = drawn(settings, adjusted).flatMap((share, token) => (share > 0 ? [token] : []));
    expect(seen).toEqual(kept);
  });

  it('sharpens with a low temperature and flattens with a high one', () => {
    const share = (temperature: number): number => drawn({ temperature }, logits)[1]!;
    expect(share(0.5)).toBeGreaterThan(0.65);
    expect(share(5)).toBeLessThan(0.4);
  });

  it('draws the same for the same seed, and something else for another', () => {
    const draws = (seed: number): number[] => {
      const sampler = new TokenSampler({ seed, temperature: 1, ...open }, [], 0, textOf);
      return Array.from({ length: 30 }, () => sampler.draw(logits));
    };
    expect(draws(3)).toEqual(draws(3));
    expect(draws(3)).not.toEqual(draws(4));
  });

  it('has nothing to draw where everything is banned', () => {
    const none = Float32Array.of(-Infinity, -Infinity);
    for (const temperature of [0, 1]) expect(new TokenSampler({ temperature }, [], 0, textOf).draw(none)).toBe(-1);
  });

  it('penalises what the last tokens were, as often as they were there', () => {
    const settings = { repeatPenalty: 2, presencePenalty: 0.5, frequencyPenalty: 0.25, repeatLastN: 3 };
    const sampler = new TokenSampler(settings, [0, 1, 1], 0, textOf);
    const first = Float32Array.of(2, 2, -2);
    sampler.adjust(first);
    expect([...first]).toEqual([0.25, 0, -2]);
    sampler.accept(2);
    const second = Float32Array.of(2, 2, -2);
    sampler.adjust(second);
    // Token 0 is too long ago by now.
    expect([...second]).toEqual([2, 0, -4.75]);
  });
});

describe('likeliest', () => {
  it('is the same by both ways, whatever the logits', () => {
    const random = createRandom(5);
    for (let run = 0; run < 50; run += 1) {
      const logits = Float32Array.from({ length: 200 }, () => Math.floor(random() * 40) / 4 - 5);
      const sorted = [...logits.keys()].toSorted((a, b) => logits[b]! - logits[a]! || a - b);
      for (const count of [1, 5, 24, 60, 200]) {
        expect([...likeliest(logits, count).tokens]).toEqual(sorted.slice(0, count));
      }
      expect(argmax(logits)).toBe(sorted[0]);
    }
  });
});

it('tells log-probabilities over the whole vocabulary', () => {
  const piece = (token: number): Uint8Array => Uint8Array.of(97 + token);
  const logprob = tokenLogprob(
    Float32Array.from([0.2, 0.5, 0.3], (share) => Math.log(share) + 7),
    0,
    2,
    piece,
  );
  expect(logprob).toMatchObject({ token: 'a', tokenId: 0, bytes: [97] });
  expect(Math.exp(logprob.logprob)).toBeCloseTo(0.2);
  expect(logprob.top.map(({ token }) => token)).toEqual(['b', 'c']);
  expect(Math.exp(logprob.top[1]!.logprob)).toBeCloseTo(0.3);
});
