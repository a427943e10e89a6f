import { jsonSchemaSchema, type JsonSchema, type OutputFormat } from '@tuneloop/protocol';
import { z } from 'zod';
import { optional } from '../parameters/wire-shape.ts';

export type ResponseFormatWire =
  | { type: 'text' }
  | { type: 'json_object'; schema?: JsonSchema | null | undefined }
  | {
      type: 'json_schema';
      json_schema: {
        name: string;
        description?: string | null | undefined;
        schema?: JsonSchema | null | undefined;
        strict?: boolean | null | undefined;
      };
    };

export const responseFormatSchema: z.ZodType<ResponseFormatWire> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object'), schema: optional(jsonSchemaSchema, 'As llama-server has it.') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"'),
      description: optional(z.string()),
      schema: optional(jsonSchemaSchema),
      strict: optional(z.boolean(), 'The schema is always enforced, strict or not.'),
    }),
  }),
]);

export function decodeResponseFormat(wire: ResponseFormatWire): OutputFormat {
  if (wire.type === 'text') return { type: 'text' };
  const { schema, name } = wire.type === 'json_schema' ? wire.json_schema : { schema: wire.schema, name: undefined };
  return schema === undefined || schema === null ? { type: 'json-object' } : { type: 'json-schema', schema, name };
}
