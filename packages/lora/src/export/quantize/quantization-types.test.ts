import { expect, test } from 'vitest';
import { isFloatingPoint, parseQuantizationType, quantizationTypes, quantizedBytes } from './quantization-types.ts';

test('room is reserved by type, with some to spare and never more than for whole numbers', () => {
  expect(quantizedBytes('Q8_0', 1e9)).toBeGreaterThan(1.0625e9);
  expect(quantizedBytes('F32', 1e9)).toBe(4e9);
  expect(quantizationTypes.filter(isFloatingPoint)).toEqual(['F32', 'F16', 'BF16']);
});

test('types are named as llama.cpp names them, in whatever case', () => {
  expect(parseQuantizationType('q4_k_m')).toBe('Q4_K_M');
  expect(() => parseQuantizationType('q9')).toThrow(/no quantisation "q9".*Q8_0/);
});
