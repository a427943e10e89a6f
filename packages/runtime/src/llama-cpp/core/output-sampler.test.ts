import { describe, expect, it } from 'vitest';
import type { NativeContext, NativeSampler, NativeSamplerConfig } from './binding.ts';
import { OutputSampler } from './output-sampler.ts';
import { neutralConfig } from './sampler-config.ts';
import { Utf8Tokens } from './utf8-tokens.ts';

/** Tokens are bytes. What each token was drawn under is written down. */
function sampling(config: Partial<NativeSamplerConfig>) {
  let applied: NativeSamplerConfig | undefined;
  const bansAtDraw: number[][] = [];
  const bytes = (token: number): Uint8Array => Uint8Array.of(token);
  const native: NativeSampler = { applyConfig: (next) => void (applied = next), dispose: () => undefined };
  const context = {
    sampleToken: async () => {
      const { tokenBiasKeys = [], tokenBiasValues = [] } = applied!;
      bansAtDraw.push([...tokenBiasKeys].filter((_, place) => tokenBiasValues[place] === -Infinity));
      return 7;
    },
  } as unknown as NativeContext;
  const sampler = new OutputSampler(
    native,
    { ...neutralConfig, ...config },
    { bytes, utf8: new Utf8Tokens(256, bytes) },
  );
  return {
    bansAtDraw,
    bias: () => applied?.tokenBiasKeys?.length ?? 0,
    draw: (previous: number | undefined) => sampler.sample(context, 0, previous),
  };
}

describe('OutputSampler', () => {
  it('leaves outputs without a grammar alone', async () => {
    const { draw, bansAtDraw } = sampling({});
    expect(await draw(0xe0)).toBe(7);
    expect(bansAtDraw).toEqual([[]]);
  });

  it('bans under a grammar what is in no UTF-8, and for one token what cannot follow the last', async () => {
    const tokenBiasKeys = Uint32Array.of(5, 0xff);
    const tokenBiasValues = Float32Array.of(3, 100);
    const { draw, bansAtDraw, bias } = sampling({ grammarEvaluationState: {}, tokenBiasKeys, tokenBiasValues });
    for (const previous of [undefined, 0x61, 0xed, 0x9f]) await draw(previous);
    const always = [0xc0, 0xc1, ...Array.from({ length: 11 }, (_, more) => 0xf5 + more)];
    const halves = Array.from({ length: 32 }, (_, more) => 0xa0 + more);
    expect(bansAtDraw).toEqual([always, always, [...always, ...halves], always]);
    expect(bias()).toBe(2 + always.length);
  });
});
