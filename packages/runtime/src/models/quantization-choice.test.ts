import { expect, it } from 'vitest';
import { chooseQuantization, offeredQuantizations } from './quantization-choice.ts';

const choose = (paths: string[], named?: string): string => chooseQuantization(paths, named, 'hf:o/r');
const quantized = (...names: string[]): string[] => names.map((name) => `Model-${name}.gguf`);

it.each([
  [['Q8_0', 'Q4_K_M', 'Q4_0'], 'Q4_K_M'],
  [['Q8_0', 'Q4_K_S', 'Q2_K'], 'Q4_K_S'],
  [['Q8_0', 'F16'], 'Q8_0'],
  [['Q8_0', 'Q5_K_M', 'Q3_K_L'], 'Q5_K_M'],
  [['F16', 'BF16'], 'F16'],
])('of %j takes %s when none is named', (names, expected) => {
  expect(choose(quantized(...names))).toBe(`Model-${expected}.gguf`);
});

it('finds a named one in any case, in folders, with the prefixes of some publishers', () => {
  expect(choose(quantized('Q8_0', 'Q4_K_M'), 'q4_k_m')).toBe('Model-Q4_K_M.gguf');
  expect(choose(['Q8_0/model-00001-of-00002.gguf', 'Q8_0/model-00002-of-00002.gguf'], 'Q8_0')).toBe(
    'Q8_0/model-00001-of-00002.gguf',
  );
  expect(choose(quantized('UD-Q4_K_XL', 'Q4_K_M'), 'UD-Q4_K_XL')).toBe('Model-UD-Q4_K_XL.gguf');
  expect(choose(quantized('UD-Q4_K_XL', 'Q8_0'), 'Q4_K_XL')).toBe('Model-UD-Q4_K_XL.gguf');
  expect(choose(['gpt-oss-20b-MXFP4.gguf'], 'mxfp4')).toBe('gpt-oss-20b-MXFP4.gguf');
});

it('offers models alone', () => {
  const paths = ['a-Q8_0.gguf', 'mmproj-a-F16.gguf', 'a.imatrix.gguf', 'README.md', 'a-Q4_0-00002-of-00002.gguf'];
  expect(offeredQuantizations(paths)).toEqual([{ quantization: 'Q8_0', path: 'a-Q8_0.gguf' }]);
});
