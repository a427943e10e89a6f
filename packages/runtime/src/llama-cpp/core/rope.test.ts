import { describe, expect, it } from 'vitest';
import { largestContext, ropeOverrides } from './rope.ts';

describe('largestContext', () => {
  it('is what the model was trained with, unless positions are stretched', () => {
    expect(largestContext(2048, 4096)).toBe(2048);
    expect(largestContext(2048, 4096, { scaling: 'none', factor: 4 })).toBe(2048);
    expect(largestContext(2048, 4096, { scaling: 'yarn' })).toBe(4096);
    expect(largestContext(2048, undefined, { scaling: 'yarn' })).toBe(2048);
    expect(largestContext(2048, 8000, { scaling: 'yarn', factor: 3 })).toBe(6144);
    expect(largestContext(131_072, undefined, { scaling: 'yarn', factor: 8, originalContext: 32_768 })).toBe(262_144);
  });
});

describe('ropeOverrides', () => {
  it('changes nothing where nothing is said', () => {
    expect(ropeOverrides('llama', 2048, undefined, undefined)).toBeUndefined();
    expect(ropeOverrides('llama', 2048, undefined, { scaling: 'none' })).toEqual({
      llama: { rope: { scaling: { type: 'none' } } },
    });
  });

  it('writes floats as the binding takes them', () => {
    const overrides = ropeOverrides('llama', 2048, 8192, { scaling: 'yarn', freqBase: 10_000 }) as unknown as {
      llama: {
        rope: { freq_base: number; scaling: { type: string; factor: number; original_context_length: number } };
      };
    };
    const { freq_base: freqBase, scaling } = overrides.llama.rope;
    expect(scaling).toMatchObject({ type: 'yarn', original_context_length: 2048 });
    for (const [written, meant] of [
      [scaling.factor, 4],
      [freqBase, 10_000],
    ] as const) {
      expect(Number.isInteger(written)).toBe(false);
      expect(Math.fround(written)).toBe(meant);
    }
  });
});
