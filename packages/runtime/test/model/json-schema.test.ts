import type { LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';
import { jsonSchemaCorpus } from './json-schema-corpus.ts';
import { runSchemaCase } from './json-schema-run.ts';

/** Every fifth case: each section of the corpus has some of them. */
const cases = jsonSchemaCorpus.filter((_, place) => place % 5 === 2).slice(0, 20);

let model: LoadedModel;

beforeAll(async () => {
  const engine = createLlamaCppEngine({ slots: 4, contextSize: 2048 });
  model = await engine.load({ id: 'embedded', path: await embeddedModelPath() });
});

afterAll(() => model[Symbol.asyncDispose]());

describe('JSON schemas with the embedded model', () => {
  it('has twenty cases', () => {
    expect(cases).toHaveLength(20);
  });

  it.concurrent.each(cases)('$name', async (schemaCase) => {
    const result = await runSchemaCase(model, schemaCase, { seed: 11 });
    expect(result).toMatchObject({ finishReason: 'stop', problem: undefined });
  });

  it('ends with `length` when the budget runs out', async () => {
    const schemaCase = jsonSchemaCorpus.find(({ name }) => name === 'recipe');
    const result = await runSchemaCase(model, schemaCase!, { seed: 11, maxTokens: 5 });
    expect(result).toMatchObject({ finishReason: 'length', completionTokens: 5 });
  });

  it('refuses a keyword that cannot be enforced by name', async () => {
    const schema = { type: 'array', items: { type: 'integer' }, uniqueItems: true };
    await expect(
      runSchemaCase(model, { name: 'unique', prompt: 'Numbers.', schema }, { seed: 1 }),
    ).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      details: { keyword: 'uniqueItems', path: '/uniqueItems' },
    });
  });
});
