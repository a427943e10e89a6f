import type { JsonSchema } from '@tuneloop/protocol';

export interface SchemaCase {
  name: string;
  /** What the model is asked for. */
  prompt: string;
  schema: JsonSchema;
}

const name: JsonSchema = { type: 'string', minLength: 1, maxLength: 20 };
const word: JsonSchema = { type: 'string', pattern: '^[a-z]{2,12}$' };
const age: JsonSchema = { type: 'integer', minimum: 0, maximum: 120 };

function object(properties: Record<string, JsonSchema>, more: Record<string, unknown> = {}): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false, ...more };
}

function list(items: JsonSchema, minItems: number, maxItems: number): JsonSchema {
  return { type: 'array', items, minItems, maxItems };
}

const person = object({ name, age });
const address = object({ street: name, city: name, zip: { type: 'string', pattern: '^\\d{5}$' } });

/** A tree whose depth is bounded by its definitions, level by level. */
const boundedTree: JsonSchema = {
  $ref: '#/$defs/level1',
  $defs: {
    leaf: object({ value: { type: 'integer', minimum: 0, maximum: 9 } }),
    level2: object({
      value: { type: 'integer', minimum: 0, maximum: 9 },
      children: list({ $ref: '#/$defs/leaf' }, 0, 2),
    }),
    level1: object({
      value: { type: 'integer', minimum: 0, maximum: 9 },
      children: list({ $ref: '#/$defs/level2' }, 0, 2),
    }),
  },
};

/** A list that ends by choice of its last item; `depth` is what a generation must reach before it can end. */
const linkedList: JsonSchema = {
  $ref: '#/$defs/node',
  $defs: {
    node: object({ value: { enum: ['a', 'b'] }, next: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/end' }] } }),
    end: object({ value: { const: 'end' }, next: { type: 'null' } }),
  },
};

const mutual: JsonSchema = {
  $ref: '#/definitions/question',
  definitions: {
    question: object({ question: name, answer: { $ref: '#/definitions/answer' } }),
    answer: object({ text: name, sure: { type: 'boolean' } }),
  },
};

const shape: JsonSchema = {
  oneOf: [
    object({ kind: { const: 'circle' }, radius: { type: 'number', exclusiveMinimum: 0, maximum: 100 } }),
    object({ kind: { const: 'square' }, side: { type: 'number', exclusiveMinimum: 0, maximum: 100 } }),
    object({
      kind: { const: 'rectangle' },
      width: { type: 'integer', minimum: 1, maximum: 99 },
      height: { type: 'integer', minimum: 1, maximum: 99 },
    }),
  ],
};

const schemas: Record<string, JsonSchema> = {
  // Scalars
  null: { type: 'null' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  'bounded string': name,
  'exact length': { type: 'string', minLength: 5, maxLength: 5 },
  'empty string': { type: 'string', maxLength: 0 },
  'one of the types': { type: ['string', 'integer', 'null'], maxLength: 10 },
  'nullable in the manner of OpenAPI': { type: 'string', maxLength: 10, nullable: true },
  'type array with null': { type: ['boolean', 'null'] },
  // Integers
  age: age,
  'negative integers': { type: 'integer', minimum: -50, maximum: -5 },
  'integers around zero': { type: 'integer', minimum: -10, maximum: 10 },
  'integers from 1000': { type: 'integer', minimum: 1000, maximum: 99999 },
  'exclusive integers': { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 4 },
  'integers with fractional bounds': { type: 'integer', minimum: 0.5, maximum: 3.5 },
  'only a minimum': { type: 'integer', minimum: 7 },
  'only a maximum': { type: 'integer', maximum: -7 },
  'a single integer': { type: 'integer', minimum: 42, maximum: 42 },
  int32: { type: 'integer', format: 'int32' },
  // Numbers
  probability: { type: 'number', minimum: 0, maximum: 1 },
  'open interval': { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
  temperature: { type: 'number', minimum: -273.15, maximum: 1000 },
  'small numbers': { type: 'number', minimum: 0.001, maximum: 0.002 },
  latitude: { type: 'number', minimum: -90, maximum: 90 },
  'negative numbers': { type: 'number', exclusiveMaximum: 0, minimum: -1.5 },
  price: { type: 'number', minimum: 0.01, maximum: 999.99 },
  'huge bound': { type: 'number', minimum: -1e300, maximum: 1e300 },
  // Enum and const
  'string enum': { enum: ['red', 'green', 'blue'] },
  'enum with a common beginning': { enum: ['read', 'ready', 'reader', 'write'] },
  'mixed enum': { enum: ['one', 2, 3.5, true, null, ''] },
  'enum of objects': { enum: [{ a: 1 }, { a: 2, b: [1, 2] }, []] },
  'const string': { const: 'fixed' },
  'const object': { const: { version: 1, tags: ['x', 'y'] } },
  'const null': { const: null },
  'enum narrowed by type': { type: 'string', enum: ['a', 1, 'b', null] },
  'enum narrowed by bounds': { enum: [1, 5, 10, 50], minimum: 5, maximum: 20 },
  'unicode enum': { enum: ['привет', '你好', '😀', 'naïve', 'a"b\\c\n'] },
  // Patterns and formats
  'zip code': { type: 'string', pattern: '^\\d{5}(-\\d{4})?$' },
  slug: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 20 },
  'hex colour': { type: 'string', pattern: '^#[0-9A-Fa-f]{6}$' },
  'pattern anywhere': { type: 'string', pattern: '\\d', maxLength: 10 },
  'pattern with length': { type: 'string', pattern: '^[A-Z]+$', minLength: 3, maxLength: 6 },
  password: { type: 'string', pattern: '^(?=.*\\d)(?=.*[a-z])[a-z0-9]{4,8}$' },
  'semantic version': { type: 'string', pattern: '^\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$' },
  'unicode letters': { type: 'string', pattern: '^[а-я]{1,10}$' },
  'two patterns': {
    allOf: [
      { type: 'string', pattern: '^a' },
      { pattern: 'z$', maxLength: 6 },
    ],
  },
  'escapes in a pattern': { type: 'string', pattern: '^["\\\\/\\t]{1,4}$' },
  date: { type: 'string', format: 'date' },
  time: { type: 'string', format: 'time' },
  'date-time': { type: 'string', format: 'date-time' },
  duration: { type: 'string', format: 'duration' },
  email: { type: 'string', format: 'email', maxLength: 30 },
  hostname: { type: 'string', format: 'hostname', maxLength: 30 },
  ipv4: { type: 'string', format: 'ipv4' },
  ipv6: { type: 'string', format: 'ipv6' },
  uuid: { type: 'string', format: 'uuid' },
  uri: { type: 'string', format: 'uri', maxLength: 40 },
  // Arrays
  'empty array': { type: 'array', maxItems: 0 },
  'short list of integers': list({ type: 'integer', minimum: 0, maximum: 9 }, 1, 5),
  'exactly three': list({ type: 'boolean' }, 3, 3),
  'list of enums': list({ enum: ['x', 'y', 'z'] }, 0, 4),
  'nested lists': list(list({ type: 'integer', minimum: 0, maximum: 9 }, 1, 2), 1, 3),
  tuple: { type: 'array', prefixItems: [name, age, { type: 'boolean' }], minItems: 3, items: false },
  'optional tuple end': {
    type: 'array',
    prefixItems: [{ const: 'a' }, { const: 'b' }, { const: 'c' }],
    minItems: 1,
    items: false,
  },
  'tuple with more': {
    type: 'array',
    prefixItems: [{ const: 'head' }],
    items: { type: 'integer', minimum: 0, maximum: 9 },
    minItems: 2,
    maxItems: 4,
  },
  'tuple of an old draft': {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'array',
    items: [{ type: 'boolean' }, { type: 'null' }],
    additionalItems: false,
    minItems: 2,
  },
  'list of people': list(person, 1, 3),
  'list of unions': list({ anyOf: [{ type: 'boolean' }, { type: 'null' }, { const: 'maybe' }] }, 2, 4),
  // Objects
  person,
  'nested object': object({ person, address }),
  'all optional': {
    type: 'object',
    properties: { a: { type: 'boolean' }, b: { type: 'null' }, c: age },
    additionalProperties: false,
  },
  'some optional': {
    type: 'object',
    properties: { id: age, note: name, done: { type: 'boolean' } },
    required: ['id'],
    additionalProperties: false,
  },
  'optional first': {
    type: 'object',
    properties: { note: name, id: age },
    required: ['id'],
    additionalProperties: false,
  },
  'no properties': { type: 'object', additionalProperties: false },
  'at least one of three': {
    type: 'object',
    properties: { a: age, b: age, c: age },
    minProperties: 1,
    additionalProperties: false,
  },
  'at most two of three': {
    type: 'object',
    properties: { a: age, b: age, c: age },
    maxProperties: 2,
    additionalProperties: false,
  },
  'exactly two of three': {
    type: 'object',
    properties: { a: age, b: age, c: age },
    minProperties: 2,
    maxProperties: 2,
    additionalProperties: false,
  },
  'open map': { type: 'object', additionalProperties: { type: 'integer', minimum: 0, maximum: 9 }, maxProperties: 2 },
  'named and other properties': {
    type: 'object',
    properties: { id: age, item: word },
    required: ['id'],
    additionalProperties: { type: 'boolean' },
    maxProperties: 3,
  },
  'required but not declared': {
    type: 'object',
    required: ['token'],
    properties: { id: age },
    additionalProperties: name,
    maxProperties: 3,
  },
  'unicode keys': object({ имя: name, größe: age, '😀': { type: 'boolean' }, 'a"b\\c': { type: 'null' } }),
  'keys that need escapes': object({
    'line\nbreak': { type: 'boolean' },
    'tab\t': { type: 'boolean' },
    '': { type: 'null' },
  }),
  'deeply nested': object({ a: object({ b: object({ c: object({ d: object({ e: word }) }) }) }) }),
  'wide object': object(
    Object.fromEntries(Array.from({ length: 12 }, (_, place) => [`field${place}`, { type: 'boolean' }])),
  ),
  'without a type': { properties: { ok: { type: 'boolean' } }, required: ['ok'], additionalProperties: false },
  // Combinations
  'any of scalars': { anyOf: [{ type: 'boolean' }, { type: 'integer', minimum: 0, maximum: 9 }] },
  'any of objects': { anyOf: [person, address] },
  'any of with siblings': {
    type: 'object',
    properties: { id: age },
    required: ['id'],
    anyOf: [
      { properties: { email: { type: 'string', format: 'email', maxLength: 20 } }, required: ['email'] },
      { properties: { phone: { type: 'string', pattern: '^\\d{6,9}$' } }, required: ['phone'] },
    ],
  },
  'one of by const': shape,
  'one of by type': { oneOf: [{ type: 'null' }, { type: 'string', maxLength: 8 }, { type: 'boolean' }] },
  'one of by range': {
    oneOf: [
      { type: 'integer', maximum: 0, minimum: -9 },
      { type: 'integer', minimum: 1, maximum: 9 },
    ],
  },
  'all of objects': { allOf: [person, { properties: { name: { type: 'string', maxLength: 5 } } }] },
  'all of bounds': { allOf: [{ type: 'integer', minimum: 3 }, { maximum: 8 }] },
  'nullable object': { anyOf: [person, { type: 'null' }] },
  'nested any of': { anyOf: [{ anyOf: [{ const: 1 }, { const: 2 }] }, { anyOf: [{ const: 'x' }, { type: 'null' }] }] },
  // References
  'shared definition': {
    $defs: { point: object({ x: age, y: age }) },
    ...(object({ from: { $ref: '#/$defs/point' }, to: { $ref: '#/$defs/point' } }) as object),
  },
  'reference with siblings': { $defs: { n: { type: 'integer', minimum: 0 } }, $ref: '#/$defs/n', maximum: 5 },
  'reference into properties': object({ first: age, second: { $ref: '#/properties/first' } }),
  'escaped pointer': { $defs: { 'a/b~c d': { const: 'here' } }, $ref: '#/$defs/a~1b~0c%20d' },
  'bounded tree': boundedTree,
  'linked list': linkedList,
  'mutual definitions': mutual,
  'recursion through an array': {
    $ref: '#/$defs/node',
    $defs: {
      node: object({ v: { enum: [0, 1] }, next: list({ $ref: '#/$defs/last' }, 0, 1) }),
      last: object({ v: { enum: [2, 3] } }),
    },
  },
  // As people write them
  sentiment: object({
    sentiment: { enum: ['positive', 'negative', 'neutral'] },
    score: { type: 'number', minimum: 0, maximum: 1 },
  }),
  'weather call': object({
    location: name,
    unit: { enum: ['celsius', 'fahrenheit'] },
    days: { type: 'integer', minimum: 1, maximum: 7 },
  }),
  recipe: object({
    title: name,
    minutes: { type: 'integer', minimum: 1, maximum: 300 },
    ingredients: list(object({ item: name, grams: { type: 'integer', minimum: 1, maximum: 999 } }), 1, 3),
  }),
  event: object({
    title: name,
    start: { type: 'string', format: 'date-time' },
    attendees: list({ type: 'string', format: 'email', maxLength: 20 }, 0, 2),
  }),
  invoice: object({
    id: { type: 'string', pattern: '^INV-\\d{4}$' },
    lines: list(object({ sku: word, amount: { type: 'number', minimum: 0, maximum: 100 } }), 1, 2),
    paid: { type: 'boolean' },
    note: { type: ['string', 'null'], maxLength: 15 },
  }),
  'extraction with evidence': object({
    people: list(object({ name, role: { anyOf: [{ enum: ['author', 'editor'] }, { type: 'null' }] } }), 0, 2),
    summary: { type: 'string', maxLength: 60 },
  }),
  'annotations are ignored': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Answer',
    description: 'A short answer',
    examples: [{ answer: 'yes' }],
    ...(object({
      answer: { type: 'string', maxLength: 12, default: 'no', deprecated: true, readOnly: true, $comment: 'short' },
    }) as object),
  },
  'quiz question': object({
    question: { type: 'string', minLength: 5, maxLength: 60 },
    options: list(name, 4, 4),
    answer: { type: 'integer', minimum: 0, maximum: 3 },
  }),
  'chess move': object({
    from: { type: 'string', pattern: '^[a-h][1-8]$' },
    to: { type: 'string', pattern: '^[a-h][1-8]$' },
    check: { type: 'boolean' },
  }),
};

/**
 * Schemas of every kind that is enforced, each with strings and arrays bounded, so that a generation always ends by
 * itself within a modest budget.
 */
export const jsonSchemaCorpus: readonly SchemaCase[] = Object.entries(schemas).map(([caseName, schema]) => ({
  name: caseName,
  prompt: `Write an example of this as JSON: ${caseName}.`,
  schema,
}));
