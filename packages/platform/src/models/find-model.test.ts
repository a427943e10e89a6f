import { expect, test } from 'vitest';
import { findNamedModel } from './find-model.ts';

const models = [
  { id: 'base', names: ['base', 'Base.Q4.gguf', 'shared'] },
  { id: 'qwen', names: ['qwen', 'hf:Qwen/Qwen3-8B-GGUF:Q4_K_M', 'default'] },
  { id: 'shared', names: ['shared', 'base:extra'] },
];
const find = (name: string): unknown => {
  const found = findNamedModel(name, models, ({ names }) => names);
  return found && [found.model.id, ...(found.adapter === undefined ? [] : [found.adapter])];
};

test.each([
  ['base', ['base']],
  ['Base.Q4.gguf', ['base']],
  ['base:pirate', ['base', 'pirate']],
  ['base:pirate@3', ['base', 'pirate@3']],
  ['hf:Qwen/Qwen3-8B-GGUF:Q4_K_M', ['qwen']],
  ['hf:Qwen/Qwen3-8B-GGUF:Q4_K_M:pirate', ['qwen', 'pirate']],
  ['default:pirate', ['qwen', 'pirate']],
  // The name that a model is listed under goes before other names, and a whole name before an adapter.
  ['shared', ['shared']],
  ['base:extra', ['shared']],
  ['base:extra:pirate', ['shared', 'pirate']],
])('%s is %j', (name, expected) => {
  expect(find(name)).toEqual(expected);
});

test.each(['', 'bas', 'hf:Qwen/Qwen3-8B-GGUF', ':pirate', 'nobody:pirate'])('%j is nothing', (name) => {
  expect(find(name)).toBeUndefined();
});
