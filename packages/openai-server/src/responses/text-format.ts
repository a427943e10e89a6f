import { jsonSchemaSchema, type JsonSchema, type OutputFormat } from '@tuneloop/protocol';
import { z } from 'zod';
import { optional } from '../parameters/wire-shape.ts';

export type TextFormatWire =
  | { type: 'text' }
  | { type: 'json_object' }
  | {
      type: 'json_schema';
      name: string;
      description?: string | null | undefined;
      schema: JsonSchema;
      strict?: boolean | null | undefined;
    };

export interface TextWire {
  format?: TextFormatWire | null | undefined;
  verbosity?: string | null | undefined;
}

/** A format as a response shows it. */
export type TextFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | { type: 'json_schema'; name: string; description: string | null; schema: JsonSchema; strict: boolean };

export const textWireSchema: z.ZodType<TextWire> = z.strictObject({
  format: optional(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('json_object') }),
      z.object({
        type: z.literal('json_schema'),
        name: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"'),
        description: optional(z.string()),
        schema: jsonSchemaSchema,
        strict: optional(z.boolean(), 'The schema is always enforced, strict or not.'),
      }),
    ]),
  ),
  verbosity: optional(z.string(), 'Accepted without effect.'),
});

export function describeTextFormat(wire: TextFormatWire): TextFormat {
  if (wire.type !== 'json_schema') return wire;
  const { type, name, description, schema, strict } = wire;
  return { type, name, description: description ?? null, schema, strict: strict ?? false };
}

export function decodeTextFormat(format: TextFormat): OutputFormat {
  switch (format.type) {
    case 'json_schema':
      return { type: 'json-schema', schema: format.schema, name: format.name };
    case 'json_object':
      return { type: 'json-object' };
    case 'text':
    default:
      return { type: 'text' };
  }
}
