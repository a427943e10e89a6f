import { expect, it } from 'vitest';
import { knownModels, proposeModel, recommendedModel, requiredMemory } from './known-models.ts';
import { parseModelReference } from './model-reference.ts';

it('recommends Qwen3 8B', () => {
  expect(recommendedModel).toMatchObject({ reference: 'hf:Qwen/Qwen3-8B-GGUF:Q4_K_M', reasoning: true });
});

it.each([
  [1e9, undefined],
  [8e9, 'qwen3-4b'],
  [24e9, 'qwen3-8b'],
  [12e9, 'qwen3-8b'],
  [64e9, 'qwen3-30b-a3b'],
])('proposes for %d bytes: %s', (memory, id) => {
  expect(proposeModel(memory)?.id).toBe(id);
});

it('lists references that can be read, smallest first', () => {
  for (const { reference } of knownModels) expect(parseModelReference(reference).type).toBe('hugging-face');
  const needs = knownModels.map(requiredMemory);
  expect(needs).toEqual(needs.toSorted((a, b) => a - b));
});
