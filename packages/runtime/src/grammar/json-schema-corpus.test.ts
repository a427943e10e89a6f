import { describe, expect, it } from 'vitest';
import { createNativeMatcher } from '../../test/grammar/native-matcher.ts';
import { randomText } from '../../test/grammar/random-text.ts';
import { createRandom } from '../sampling/random.ts';
import { createSchemaValidator } from '../../test/grammar/schema-validator.ts';
import { jsonSchemaCorpus } from '../../test/model/json-schema-corpus.ts';
import { toGbnf } from './gbnf.ts';
import { minimalInstance } from './json-schema-grammar.ts';
import { compileSchema } from './schema-compiler.ts';

it('has at least a hundred cases', () => {
  expect(jsonSchemaCorpus.length).toBeGreaterThanOrEqual(100);
});

describe.each(jsonSchemaCorpus)('$name', ({ schema }) => {
  const problemWith = createSchemaValidator(schema);

  it('gives only valid texts, all of which llama.cpp accepts', async () => {
    const grammar = compileSchema(schema);
    const isAccepted = await createNativeMatcher(toGbnf(grammar));
    const random = createRandom(1);
    for (let run = 0; run < 60; run += 1) {
      const text = randomText(grammar, random);
      expect(problemWith(text)).toBeUndefined();
      expect(isAccepted(text), text).toBe(true);
    }
  });

  it('has a valid shortest text', () => {
    expect(problemWith(minimalInstance(schema))).toBeUndefined();
  });
});
