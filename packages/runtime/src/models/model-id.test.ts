import { expect, it } from 'vitest';
import { modelIdFromFile, quantizationFromFile, toModelId } from './model-id.ts';

it.each([
  ['/m/SmolLM2-135M-Instruct.Q4_1.gguf', 'smollm2-135m-instruct'],
  ['Qwen3-8B-Q4_K_M.gguf', 'qwen3-8b'],
  ['Qwen3-30B-A3B-UD-Q4_K_XL.gguf', 'qwen3-30b-a3b'],
  ['big-Q8_0-00001-of-00003.gguf', 'big'],
  ['model-q4_0-v2.gguf', 'model-q4_0-v2'],
  ['C:\\models\\My Model.gguf', 'my-model'],
  ['Q4_K_M.gguf', 'q4_k_m'],
])('names %s %s', (path, id) => {
  expect(modelIdFromFile(path)).toBe(id);
});

it('has no characters that choose an adapter', () => {
  expect(toModelId('Name:tag@3')).toBe('name-tag-3');
});

it.each([
  ['/models/Qwen3-8B-Q4_K_M.gguf', 'Q4_K_M'],
  ['C:\\models\\SmolLM2.Q8_0.gguf', 'Q8_0'],
  ['/Q4_0/model.gguf', undefined],
])('%s is quantised as %s', (path, quantization) => {
  expect(quantizationFromFile(path)).toBe(quantization);
});
