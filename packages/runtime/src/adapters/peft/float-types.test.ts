import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFloats, encodeFloats } from './float-types.ts';

const toHalf = (value: number): number => encodeFloats(Float32Array.of(value), 'f16').readUInt16LE();
const fromHalf = (half: number): number => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(half);
  return decodeFloats(bytes, 'F16')[0] ?? Number.NaN;
};

describe('f16', () => {
  it('gives every one of its numbers back', () => {
    const halves = Array.from({ length: 0x1_0000 }, (_, half) => half);
    const changed = halves.filter((half) => !Number.isNaN(fromHalf(half)) && toHalf(fromHalf(half)) !== half);
    expect(changed).toEqual([]);
  });

  it.each([
    ['one', 1, 0x3c00],
    ['the largest', 65_504, 0x7bff],
    ['just above it', 65_519, 0x7bff],
    ['halfway to what is too large', 65_520, 0x7c00],
    ['too large', 1e9, 0x7c00],
    ['minus infinity', -Infinity, 0xfc00],
    ['the smallest', 2 ** -24, 1],
    ['halfway to the smallest: even', 2 ** -25, 0],
    ['more than halfway', 2 ** -25 * 1.5, 1],
    ['a tie: even below', 1 + 2 ** -11, 0x3c00],
    ['a tie: even above', 1 + 3 * 2 ** -11, 0x3c02],
    ['a carry into the exponent', 2 - 2 ** -12, 0x4000],
    ['minus zero', -0, 0x8000],
  ])('rounds to the nearest, ties to even: %s', (_, value, half) => {
    expect(toHalf(value)).toBe(half);
  });

  it('stays no number', () => {
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
  });

  it('is never further away than its neighbours', () => {
    fc.assert(
      fc.property(fc.float({ min: -65_000, max: 65_000, noNaN: true }), (value) => {
        const half = toHalf(value);
        const distance = Math.abs(fromHalf(half) - value);
        for (const neighbour of [half - 1, half + 1]) {
          if ((neighbour & 0x8000) !== (half & 0x8000) || neighbour < 0) continue;
          expect(distance).toBeLessThanOrEqual(Math.abs(fromHalf(neighbour) - value));
        }
      }),
    );
  });
});

it('reads f32, bf16 and f64', () => {
  const values = [1.5, -0.25, 3];
  expect([...decodeFloats(encodeFloats(Float32Array.from(values), 'f32'), 'F32')]).toEqual(values);
  expect([...decodeFloats(Buffer.from(Uint16Array.of(0x3fc0, 0xbe80, 0x4040).buffer), 'BF16')]).toEqual(values);
  expect([...decodeFloats(Buffer.from(Float64Array.from(values).buffer), 'F64')]).toEqual(values);
});
