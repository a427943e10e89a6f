import { parseModelReference } from '@tuneloop/runtime';
import { expect, it } from 'vitest';
import { ollamaReference } from './ollama-reference.ts';

it.each([
  ['qwen3:8b', 'ollama:qwen3:8b'],
  ['qwen3', 'ollama:qwen3'],
  ['hf:Qwen/Qwen3-8B-GGUF:Q4_K_M', 'hf:Qwen/Qwen3-8B-GGUF:Q4_K_M'],
  ['Qwen/Qwen3-8B-GGUF:Q4_K_M', 'Qwen/Qwen3-8B-GGUF:Q4_K_M'],
  ['ollama:qwen3:8b', 'ollama:qwen3:8b'],
])('reads %s as %s', (name, reference) => {
  expect(ollamaReference(name)).toBe(reference);
  expect(() => parseModelReference(reference)).not.toThrow();
});
