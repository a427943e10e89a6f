import { z } from 'zod';

/** Routes beside those of `createOpenAIRouter`, for the document that it serves. */
export interface OpenApiPart {
  tags: readonly { name: string; description: string }[];
  /** Path items, as OpenAPI 3.1 has them; they may refer to the components of the document. */
  paths: Readonly<Record<string, unknown>>;
  /** JSON Schemas (draft 2020-12) by their names in the document. */
  schemas: Readonly<Record<string, unknown>>;
}

/**
 * JSON Schemas of `schemas`, which refer to each other by name.
 *
 * @param known are in the document already: they are referred to, and left out.
 */
export function describeSchemas(
  schemas: Readonly<Record<string, z.ZodType>>,
  known: Readonly<Record<string, z.ZodType>> = {},
): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries({ ...known, ...schemas })) registry.add(schema, { id });
  const uri = (id: string): string => `#/components/schemas/${id}`;
  const generated = z.toJSONSchema(registry, { io: 'input', uri }).schemas;
  const own = Object.entries(generated).filter(([id]) => Object.hasOwn(schemas, id));
  return Object.fromEntries(own.map(([id, { $id: _id, $schema: _dialect, ...schema }]) => [id, schema]));
}
