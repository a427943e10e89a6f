import { TuneloopError, type JsonSchema } from '@tuneloop/protocol';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomText } from '../../test/grammar/random-text.ts';
import { createRandom } from '../sampling/random.ts';
import { createSchemaValidator } from '../../test/grammar/schema-validator.ts';
import type { Grammar } from './expression.ts';
import { minimalInstance } from './json-schema-grammar.ts';
import { compileSchema } from './schema-compiler.ts';

const name = fc.constantFrom('a', 'ab', 'b', 'é"', '');
const count = fc.integer({ min: 0, max: 3 });
const number = fc.constantFrom(-2, -0.5, 0, 0.1, 1, 2.75, 10, 11.5, 1000);
const scalar = fc.constantFrom<unknown>(null, true, 0, 1, 2.5, '', 'a', 'ab1', 'x"\n😀');
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });

const { schema } = fc.letrec<{ schema: JsonSchema; members: Record<string, JsonSchema> }>((tie) => ({
  members: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
  schema: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'schema' },
    fc.constantFrom<JsonSchema>(true, { type: 'null' }, { type: 'boolean' }, { $ref: '#/$defs/d' }, {}),
    fc.record({
      enum: fc.array(scalar, { minLength: 1, maxLength: 4 }),
      type: some(fc.constantFrom('string', 'number', 'integer')),
    }),
    fc.record({ const: fc.oneof(scalar, fc.constant({ a: [1, { b: null }] })) }),
    fc.record({
      type: fc.constantFrom<unknown>('number', 'integer', ['integer', 'string'], undefined),
      minimum: some(number),
      exclusiveMinimum: some(number),
      maximum: some(number),
      exclusiveMaximum: some(number),
    }),
    fc.record({
      type: fc.constant('string'),
      minLength: some(count),
      maxLength: some(fc.integer({ min: 0, max: 6 })),
      pattern: some(fc.constantFrom('^a', '\\d', '^[ab]{1,3}$', 'b$', '^[^"]+$', '^(?!ab)')),
    }),
    fc.record({
      type: some(fc.constant('array')),
      prefixItems: some(fc.array(tie('schema'), { minLength: 1, maxLength: 2 })),
      items: some(fc.oneof(tie('schema'), fc.constant(false))),
      minItems: some(count),
      maxItems: some(count),
    }),
    fc.record({
      type: some(fc.constant('object')),
      properties: some(tie('members')),
      // ajv takes a missing property with the empty name for present.
      required: some(fc.uniqueArray(name.filter(Boolean), { maxLength: 2 })),
      additionalProperties: some(fc.oneof(tie('schema'), fc.constant(false))),
      minProperties: some(count),
      maxProperties: some(count),
    }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }), type: some(fc.constant('object')) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), minimum: some(number) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), properties: some(tie('members')) }),
  ),
}));

/** As it comes over a wire: without what is undefined, with a definition to refer to. */
function asDocument(random: JsonSchema, definition: JsonSchema): JsonSchema {
  const root = typeof random === 'boolean' ? { allOf: [random] } : random;
  return JSON.parse(JSON.stringify({ ...root, $defs: { d: definition } })) as JsonSchema;
}

function compileIfPossible(document: JsonSchema): Grammar | undefined {
  try {
    return compileSchema(document);
  } catch (error) {
    // A schema may be refused, but only with an error of ours.
    expect(error).toSatisfy(TuneloopError.isInstance);
    expect(['UNSUPPORTED', 'INVALID_REQUEST']).toContain((error as TuneloopError).code);
    return undefined;
  }
}

/** @returns `undefined` where ajv follows a definition that only refers to itself until its stack is full. */
function judge(document: JsonSchema): ReturnType<typeof createSchemaValidator> | undefined {
  try {
    return createSchemaValidator(document);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return undefined;
  }
}

it('never gives a text that is invalid, whatever the schema', { timeout: 60_000 }, () => {
  let compiled = 0;
  fc.assert(
    fc.property(schema, schema, fc.nat(), (random, definition, seed) => {
      const document = asDocument(random, definition);
      const grammar = compileIfPossible(document);
      if (!grammar) return;
      const problemWith = judge(document);
      if (!problemWith) return;
      compiled += 1;
      const draw = createRandom(seed);
      for (let run = 0; run < 8; run += 1) expect(problemWith(randomText(grammar, draw))).toBeUndefined();
      expect(problemWith(minimalInstance(document))).toBeUndefined();
    }),
    { numRuns: 600 },
  );
  expect(compiled).toBeGreaterThan(300);
});
