import { jsonSchemaSchema, TuneloopError, type JsonSchema } from '@tuneloop/protocol';
import { z } from 'zod';

/** Assertions that a grammar cannot check while it writes, each with what to write instead. */
const refusedKeywords: Readonly<Record<string, string>> = {
  not: 'Say what is allowed instead, with enum, type or pattern.',
  if: 'Use anyOf with a branch for each case.',
  dependentRequired: 'Use anyOf with a branch for each case.',
  dependentSchemas: 'Use anyOf with a branch for each case.',
  dependencies: 'Use anyOf with a branch for each case.',
  patternProperties: 'Name the properties, or use additionalProperties.',
  propertyNames: 'Name the properties, or use additionalProperties.',
  multipleOf: 'Use type "integer", bounds or an enum.',
  uniqueItems: 'Leave it out and remove repeated items afterwards.',
  contains: 'Use items, or prefixItems for items at a known place.',
  minContains: 'Use minItems.',
  maxContains: 'Use maxItems.',
  unevaluatedProperties: 'Use additionalProperties in each branch.',
  unevaluatedItems: 'Use items in each branch.',
  $dynamicRef: 'Use $ref.',
  $recursiveRef: 'Use $ref.',
};

/** Values with which a refused keyword asserts nothing. */
const harmless: Readonly<Record<string, unknown>> = { uniqueItems: false, minContains: 0 };

const count = z.number().int().min(0);
const types = z.enum(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']);

type JsonTypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/**
 * The keywords that are enforced, of one schema, with its subschemas as they stand. Whatever is neither here nor
 * refused is an annotation, as JSON Schema 2020-12 has it for unknown keywords.
 */
export interface SchemaKeywords {
  $ref?: string | undefined;
  type?: JsonTypeName | JsonTypeName[] | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  pattern?: string | undefined;
  format?: string | undefined;
  items?: JsonSchema | JsonSchema[] | undefined;
  prefixItems?: JsonSchema[] | undefined;
  additionalItems?: JsonSchema | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  required?: string[] | undefined;
  additionalProperties?: JsonSchema | undefined;
  minProperties?: number | undefined;
  maxProperties?: number | undefined;
  anyOf?: JsonSchema[] | undefined;
  oneOf?: JsonSchema[] | undefined;
  allOf?: JsonSchema[] | undefined;
  nullable?: boolean | undefined;
}

const keywordsSchema: z.ZodType<SchemaKeywords> = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([types, z.array(types).min(1)]).optional(),
  enum: z.array(z.unknown()).min(1).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  minLength: count.optional(),
  maxLength: count.optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  items: z.union([jsonSchemaSchema, z.array(jsonSchemaSchema)]).optional(),
  prefixItems: z.array(jsonSchemaSchema).min(1).optional(),
  additionalItems: jsonSchemaSchema.optional(),
  minItems: count.optional(),
  maxItems: count.optional(),
  properties: z.record(z.string(), jsonSchemaSchema).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: jsonSchemaSchema.optional(),
  minProperties: count.optional(),
  maxProperties: count.optional(),
  anyOf: z.array(jsonSchemaSchema).min(1).optional(),
  oneOf: z.array(jsonSchemaSchema).min(1).optional(),
  allOf: z.array(jsonSchemaSchema).min(1).optional(),
  nullable: z.boolean().optional(),
});

const boundPairs = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
  ['minimum', 'maximum'],
] as const;

/**
 * Checks one schema, not those within it.
 *
 * @param path JSON pointer of the schema.
 * Errors: `INVALID_REQUEST` for a value of the wrong type and for bounds that contradict each other, `UNSUPPORTED` for
 * a keyword that cannot be enforced; `details.keyword`, `details.path`.
 */
export function checkKeywords(schema: Record<string, unknown>, path: string): SchemaKeywords {
  for (const [keyword, advice] of Object.entries(refusedKeywords)) {
    if (schema[keyword] === undefined || schema[keyword] === harmless[keyword]) continue;
    throw unsupportedKeyword(keyword, path, advice);
  }
  const result = keywordsSchema.safeParse(schema);
  if (!result.success) {
    const [issue] = result.error.issues;
    const keyword = String(issue?.path[0]);
    throw invalidKeyword(keyword, path, `is not valid: ${issue?.message}`);
  }
  for (const [low, high] of boundPairs) {
    const [minimum, maximum] = [result.data[low], result.data[high]];
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      throw invalidKeyword(high, path, `is ${maximum}, below ${low}, which is ${minimum}: nothing can satisfy both`);
    }
  }
  return schema;
}

export function unsupportedKeyword(keyword: string, path: string, advice: string, cause?: unknown): TuneloopError {
  const place = `${path}/${keyword}`;
  return new TuneloopError('UNSUPPORTED', `The schema keyword "${keyword}" at ${place} cannot be enforced. ${advice}`, {
    details: { keyword, path: place },
    cause,
  });
}

export function invalidKeyword(keyword: string, path: string, problem: string, cause?: unknown): TuneloopError {
  const place = `${path}/${keyword}`;
  return new TuneloopError('INVALID_REQUEST', `The schema keyword "${keyword}" at ${place} ${problem}.`, {
    details: { keyword, path: place },
    cause,
  });
}
