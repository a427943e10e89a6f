import type { Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { floatsOf } from './tensors.ts';

const tensor = (type: string, data: unknown): Tensor => ({ type, data }) as Tensor;

it('reads floats of 32 and of 16 bits, in whatever array JavaScript has for them', () => {
  const floats = Float32Array.of(1.5, -2);
  expect(floatsOf(tensor('float32', floats))).toBe(floats);
  expect(floatsOf(tensor('float16', Uint16Array.of(0x3e00, 0xc000)))).toEqual(floats);
  // As `Float16Array` gives them.
  expect(floatsOf(tensor('float16', [1.5, -2]))).toEqual(floats);
});

it('refuses what holds no floats', () => {
  expect(() => floatsOf(tensor('int64', BigInt64Array.of(1n)))).toThrow('int64');
});
