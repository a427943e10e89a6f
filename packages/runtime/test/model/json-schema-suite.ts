import type { LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonSchemaCorpus } from './json-schema-corpus.ts';
import { runSchemaCase } from './json-schema-run.ts';

/** Every fifth case: each section of the corpus has some of them. */
const cases = jsonSchemaCorpus.filter((_, place) => place % 5 === 2).slice(0, 20);

/** Registers tests of JSON schemas on the embedded model. @param open loads it with a context of 2048 tokens. */
export function testJsonSchemas(open: () => Promise<LoadedModel>): void {
  let model: LoadedModel;

  beforeAll(async () => {
    model = await open();
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
}
