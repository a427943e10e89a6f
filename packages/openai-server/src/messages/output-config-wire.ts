import { jsonSchemaSchema, type JsonSchema } from '@tuneloop/protocol';
import { z } from 'zod';
import { optional } from '../parameters/wire-shape.ts';

export interface OutputFormatWire {
  type: 'json_schema';
  schema: JsonSchema;
}

export interface OutputConfigWire {
  effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max' | null | undefined;
  format?: OutputFormatWire | null | undefined;
}

export const outputFormatSchema: z.ZodType<OutputFormatWire> = z.object({
  type: z.literal('json_schema'),
  schema: jsonSchemaSchema,
});

export const outputConfigSchema: z.ZodType<OutputConfigWire> = z.strictObject({
  effort: optional(
    z.enum(['low', 'medium', 'high', 'xhigh', 'max']),
    'Of adaptive thinking, low and medium allow 1024 and 4096 tokens; templates that know efforts are told.',
  ),
  format: optional(outputFormatSchema, 'The answer is JSON of this schema.'),
});
