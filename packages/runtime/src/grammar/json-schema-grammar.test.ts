import type { JsonSchema } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { createNativeMatcher } from '../../test/grammar/native-matcher.ts';
import { jsonObjectGrammar, jsonSchemaToGrammar, minimalInstance } from './index.ts';

interface Expectation {
  schema: JsonSchema;
  accepted: string[];
  rejected: string[];
}

const closed = { additionalProperties: false };

const expectations: Record<string, Expectation> = {
  'bounded white space': {
    schema: { type: 'object', properties: { a: { type: 'array', items: { type: 'integer' } } }, ...closed },
    accepted: ['{}', '{"a":[1,2]}', '{"a": [1, 2]}'],
    rejected: ['{ }', '{"a":  [1]}', '{"a" :[1]}', '{"a":[1 ,2]}', '{"a":[1]} ', '{\n"a":[1]}'],
  },
  'no runs of digits': {
    schema: { type: 'number' },
    accepted: ['0', '-1.5', '123456789012345', '1e10', '0.123456789012345', '1.5E-3'],
    rejected: ['1234567890123456', '0.1234567890123456', '1e100', '01', '+1', '.5', '1.'],
  },
  integers: {
    schema: { type: 'integer', exclusiveMinimum: -3, maximum: 120 },
    accepted: ['-2', '0', '9', '99', '100', '119', '120'],
    rejected: ['-3', '-0', '121', '130', '200', '1000', '1.0', '007'],
  },
  'numbers within bounds': {
    schema: { type: 'number', minimum: -1.5, exclusiveMaximum: 2.5 },
    accepted: ['-1.5', '-1.50', '-1.4999', '-0.001', '0', '0.0', '2.4999', '2', '2.49'],
    rejected: ['-1.51', '-2', '2.5', '2.50', '2.51', '3', '-0', '-1x5', '1e0'],
  },
  'string length in characters': {
    schema: { type: 'string', minLength: 2, maxLength: 3 },
    accepted: ['"ab"', '"äö"', '"😀😀"', '"\\n\\u00e9"', '"\\ud83d\\ude00x"', '"a\\"b"'],
    rejected: ['"a"', '"abcd"', '"😀"', '"\\ud83d\\ude00"', '"\\ud83dx"', '"a\nb"', '"a\tb"', '"\\x41b"', '"ab'],
  },
  'long strings': {
    schema: { type: 'string', minLength: 1500, maxLength: 2600 },
    accepted: [1500, 1999, 2000, 2001, 2499, 2500, 2600].map((length) => `"${'x'.repeat(length)}"`),
    rejected: [0, 1, 499, 1499, 2601, 3000, 5000].map((length) => `"${'x'.repeat(length)}"`),
  },
  'long arrays': {
    schema: { type: 'array', items: { const: 1 }, maxItems: 2100 },
    accepted: [0, 1, 999, 1000, 1001, 2000, 2001, 2100].map((length) => JSON.stringify(Array(length).fill(1))),
    rejected: [2101, 3000].map((length) => JSON.stringify(Array(length).fill(1))),
  },
  'a pattern found anywhere': {
    schema: { type: 'string', pattern: '\\d' },
    accepted: ['"1"', '"a1b"', '"\\n1\\""'],
    rejected: ['""', '"ab"'],
  },
  'a pattern with a length': {
    schema: { type: 'string', pattern: '^(ab)+$', minLength: 3, maxLength: 6 },
    accepted: ['"abab"', '"ababab"'],
    rejected: ['"ab"', '"abababab"', '"aba"'],
  },
  'look-ahead': {
    schema: { type: 'string', pattern: '^(?!admin$)(?=.*\\d)[a-z0-9]+$' },
    accepted: ['"admin1"', '"a1"'],
    rejected: ['"admin"', '"abc"', '""', '"A1"'],
  },
  'a calendar date': {
    schema: { type: 'string', format: 'date' },
    accepted: ['"2024-02-29"', '"2023-12-31"', '"2000-02-29"'],
    rejected: ['"2023-02-29"', '"1900-02-29"', '"2023-04-31"', '"2023-13-01"', '"23-01-01"'],
  },
  'an unknown format is an annotation': {
    schema: { type: 'string', format: 'poem', maxLength: 2 },
    accepted: ['"ab"'],
    rejected: ['"abc"'],
  },
  'enum and const with escapes': {
    schema: { enum: ['a"b\\c\n', '😀', 1.5, null, { 'k"': [true] }] },
    accepted: ['"a\\"b\\\\c\\n"', '"😀"', '1.5', 'null', '{"k\\"":[true]}', '{"k\\"": [true]}'],
    rejected: ['"a"', '1', 'true', '{"k\\"":[false]}'],
  },
  'optional properties in any selection, in order': {
    schema: {
      type: 'object',
      properties: { a: { const: 1 }, b: { const: 2 }, c: { const: 3 } },
      required: ['b'],
      ...closed,
    },
    accepted: ['{"b":2}', '{"a":1,"b":2}', '{"b":2,"c":3}', '{"a":1,"b":2,"c":3}'],
    rejected: ['{}', '{"a":1}', '{"a":1,"c":3}', '{"b":2,"a":1}', '{"b":2,}', '{,"b":2}', '{"b":2,"d":4}'],
  },
  'counted properties': {
    schema: {
      type: 'object',
      properties: { a: { const: 1 }, b: { const: 2 }, c: { const: 3 } },
      minProperties: 1,
      maxProperties: 2,
      ...closed,
    },
    accepted: ['{"a":1}', '{"c":3}', '{"a":1,"c":3}', '{"b":2,"c":3}'],
    rejected: ['{}', '{"a":1,"b":2,"c":3}'],
  },
  'additional properties never pose as declared ones': {
    schema: {
      type: 'object',
      properties: { age: { type: 'integer' }, ago: { type: 'null' } },
      additionalProperties: { type: 'string' },
    },
    accepted: ['{"age":1}', '{"ag":"x"}', '{"aged":"x"}', '{"":"x"}', '{"age":1,"other":"x"}', '{"é":"x"}'],
    rejected: ['{"age":"x"}', '{"\\u0061ge":"x"}', '{"age":1,"age":"x"}', '{"ago":"x"}', '{"other":1}'],
  },
  'declared names that need escapes do not break the others': {
    schema: {
      type: 'object',
      properties: { 'é"': { type: 'null' }, 'a\\': { type: 'null' } },
      additionalProperties: { const: 1 },
    },
    accepted: ['{"é":1}', '{"a":1}', '{"é\\"":null,"é":1}'],
    rejected: ['{"é"":1}', '{"é\\"":1}', '{"a\\\\":1}'],
  },
  'absent additionalProperties adds nothing': {
    schema: { type: 'object', properties: { a: { type: 'null' } } },
    accepted: ['{}', '{"a":null}'],
    rejected: ['{"b":1}'],
  },
  'any object': {
    schema: { type: 'object' },
    accepted: ['{}', '{"a":{"b":[1,"x",null,true,{}]}}'],
    rejected: ['[]', '{"a"}', '{"a":1'],
  },
  tuples: {
    schema: {
      type: 'array',
      prefixItems: [{ const: 'a' }, { const: 'b' }],
      items: { const: 0 },
      minItems: 1,
      maxItems: 4,
    },
    accepted: ['["a"]', '["a","b"]', '["a","b",0]', '["a","b",0,0]'],
    rejected: ['[]', '["b"]', '["a",0]', '["a","b",0,0,0]'],
  },
  'any value': {
    schema: true,
    accepted: ['null', '[1,{"a":"b"}]', '"x"', '-1'],
    rejected: ['', 'nul', '[1,]'],
  },
  'merged schemas': {
    schema: {
      $defs: { named: { type: 'object', properties: { name: { type: 'string', maxLength: 3 } }, required: ['name'] } },
      allOf: [
        { $ref: '#/$defs/named' },
        { properties: { name: { minLength: 2 }, n: { type: 'integer', maximum: 9 } } },
      ],
    },
    accepted: ['{"name":"ab"}', '{"name":"abc","n":3}'],
    rejected: ['{"name":"a"}', '{"name":"abcd"}', '{"n":3}', '{"name":"ab","n":10}'],
  },
  'branches beside properties': {
    schema: {
      type: 'object',
      properties: { id: { const: 1 } },
      required: ['id'],
      anyOf: [
        { properties: { a: { const: 2 } }, required: ['a'] },
        { properties: { b: { const: 3 } }, required: ['b'] },
      ],
    },
    accepted: ['{"id":1,"a":2}', '{"id":1,"b":3}'],
    rejected: ['{"id":1}', '{"a":2}'],
  },
  recursion: {
    schema: {
      $ref: '#/$defs/tree',
      $defs: {
        tree: {
          type: 'object',
          properties: { v: { type: 'integer' }, c: { type: 'array', items: { $ref: '#/$defs/tree' } } },
          required: ['v'],
          ...closed,
        },
      },
    },
    accepted: ['{"v":1}', '{"v":1,"c":[]}', '{"v":1,"c":[{"v":2,"c":[{"v":3}]},{"v":4}]}'],
    rejected: ['{"v":1,"c":[{}]}', '{"c":[]}'],
  },
  'recursion through the root': {
    schema: {
      type: 'object',
      properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
      required: ['next'],
      ...closed,
    },
    accepted: ['{"next":null}', '{"next":{"next":{"next":null}}}'],
    rejected: ['{}', '{"next":{}}'],
  },
  'oneOf by a const in each branch': {
    schema: {
      oneOf: [
        { type: 'object', properties: { k: { const: 'a' } }, required: ['k'] },
        { type: 'object', properties: { k: { const: 'b' }, v: { type: 'null' } }, required: ['k', 'v'] },
      ],
    },
    accepted: ['{"k":"a"}', '{"k":"b","v":null}'],
    rejected: ['{"k":"b"}', '{}'],
  },
  'an impossible optional property is left out': {
    schema: { type: 'object', properties: { a: false, b: { type: 'null' } } },
    accepted: ['{}', '{"b":null}'],
    rejected: ['{"a":null}', '{"a":1}'],
  },
  'contradicting schemas leave the other branch': {
    schema: { anyOf: [{ allOf: [{ type: 'string' }, { type: 'integer' }] }, { const: 'x' }] },
    accepted: ['"x"'],
    rejected: ['1', '"y"'],
  },
  'a schema without a type means what its keywords are about': {
    schema: { properties: { a: { type: 'null' } }, required: ['a'] },
    accepted: ['{"a":null}'],
    rejected: ['1', '"x"', '{}'],
  },
};

describe('jsonSchemaToGrammar', () => {
  it.each(Object.entries(expectations))('%s', async (_name, { schema, accepted, rejected }) => {
    const isAccepted = await createNativeMatcher(jsonSchemaToGrammar(schema));
    expect(accepted.filter((text) => !isAccepted(text))).toEqual([]);
    expect(rejected.filter((text) => isAccepted(text))).toEqual([]);
  });

  const refused: [keyword: string, schema: JsonSchema, path: string][] = [
    ['not', { properties: { a: { not: { type: 'null' } } } }, '/properties/a/not'],
    ['if', { if: { type: 'string' }, else: { minLength: 1 } }, '/if'],
    ['uniqueItems', { type: 'array', uniqueItems: true }, '/uniqueItems'],
    ['patternProperties', { patternProperties: { '^x': true } }, '/patternProperties'],
    ['propertyNames', { type: 'object', propertyNames: { maxLength: 2 } }, '/propertyNames'],
    ['multipleOf', { type: 'integer', multipleOf: 3 }, '/multipleOf'],
    ['contains', { type: 'array', contains: { const: 1 } }, '/contains'],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, '/dependentRequired'],
    ['dependentSchemas', { dependentSchemas: { a: {} } }, '/dependentSchemas'],
    ['unevaluatedProperties', { unevaluatedProperties: false }, '/unevaluatedProperties'],
    ['oneOf', { oneOf: [{ type: 'integer' }, { type: 'number' }] }, '/oneOf'],
    ['oneOf', { oneOf: [{ anyOf: [true] }, { enum: [null] }] }, '/oneOf'],
    ['oneOf', { items: { oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] } }, '/items/oneOf'],
    ['pattern', { type: 'array', items: { type: 'string', pattern: '^(.+)\\1$' } }, '/items/pattern'],
    ['$ref', { $ref: 'https://example.com/schema.json' }, '/$ref'],
    ['$dynamicRef', { $dynamicRef: '#node' }, '/$dynamicRef'],
    ['minProperties', { type: 'object', minProperties: 3 }, '/minProperties'],
    ['exclusiveMaximum', { type: 'number', exclusiveMaximum: 1e300 }, '/exclusiveMaximum'],
  ];

  it.each(refused)('refuses %s by name and place', (keyword, schema, path) => {
    expect(() => jsonSchemaToGrammar(schema)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        details: { keyword, path },
        message: expect.stringContaining(`"${keyword}"`),
      }),
    );
  });

  const wrong: [problem: string, schema: JsonSchema, details: object][] = [
    [
      'bounds that contradict each other',
      { items: { minItems: 2, maxItems: 1 } },
      { keyword: 'maxItems', path: '/items/maxItems' },
    ],
    [
      'a value of the wrong type',
      { properties: { a: { minLength: 'two' } } },
      { keyword: 'minLength', path: '/properties/a/minLength' },
    ],
    ['an unknown type', { type: 'text' }, { keyword: 'type', path: '/type' }],
    ['a reference to nowhere', { $ref: '#/$defs/missing' }, { keyword: '$ref', path: '/$ref' }],
    ['a pattern with wrong syntax', { type: 'string', pattern: '(' }, { keyword: 'pattern', path: '/pattern' }],
    ['types that exclude each other', { allOf: [{ type: 'string' }, { type: 'null' }] }, {}],
    ['sizes that exclude each other', { allOf: [{ type: 'array', minItems: 1 }, { maxItems: 0 }] }, {}],
    ['more required properties than allowed', { type: 'object', required: ['a', 'b'], maxProperties: 1 }, {}],
    ['a required property that is impossible', { properties: { a: false }, required: ['a'] }, {}],
    ['recursion without an end', { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] }, {}],
    ['a reference to itself', { anyOf: [{ $ref: '#' }, { type: 'null' }] }, { keyword: '$ref', path: '' }],
    ['an enum that its type excludes', { type: 'integer', enum: ['a'] }, {}],
    ['nothing at all', false, {}],
  ];

  it.each(wrong)('refuses %s as invalid', (_problem, schema, details) => {
    expect(() => jsonSchemaToGrammar(schema)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', details }));
  });

  it('ends with an error on schemas that grow without measure', () => {
    const branch = {
      anyOf: Array.from({ length: 8 }, (_, place) => ({ properties: { [`p${place}`]: { const: place } } })),
    };
    expect(() =>
      jsonSchemaToGrammar({ type: 'object', allOf: Array.from({ length: 6 }, () => structuredClone(branch)) }),
    ).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
    let deep: JsonSchema = { type: 'null' };
    for (let level = 0; level < 5000; level += 1) deep = { type: 'array', items: deep };
    expect(() => jsonSchemaToGrammar(deep)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });

  it('names its rules so that several grammars stand in one text', async () => {
    const first = jsonSchemaToGrammar(
      { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
      { root: 'first' },
    );
    const second = jsonSchemaToGrammar({ type: 'array', items: { $ref: '#' } }, { root: 'second' });
    const isAccepted = await createNativeMatcher(`root ::= "<" (first | second) ">"\n${first}${second}`);
    expect(['<{"a":1}>', '<[[],[[]]]>', '{"a":1}', '<[1]>'].map(isAccepted)).toEqual([true, true, false, false]);
  });
});

it('offers a grammar of any JSON object', async () => {
  const isAccepted = await createNativeMatcher(jsonObjectGrammar);
  expect(['{"a":[{}]}', '{}', '[]', '1'].map(isAccepted)).toEqual([true, true, false, false]);
});

describe('minimalInstance', () => {
  it.each<[JsonSchema, string]>([
    [
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } }, required: ['a', 'b'] },
      '{"a":"","b":0}',
    ],
    [{ type: 'string', minLength: 3 }, '"aaa"'],
    [{ type: 'array', items: { enum: ['long', 'x'] }, minItems: 2 }, '["x","x"]'],
    [{ type: 'string', pattern: '^[A-Z]{2}-\\d$' }, '"AA-0"'],
    [{ type: 'number', exclusiveMinimum: 4, maximum: 5 }, '5'],
  ])('of %j', (schema, text) => {
    expect(minimalInstance(schema)).toBe(text);
  });
});
