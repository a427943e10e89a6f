import { jsonSchemaSchema, type JsonSchema } from '@tuneloop/protocol';
import { z } from 'zod';
import { optional } from '../parameters/wire-shape.ts';

export interface ClientToolWire {
  name: string;
  description?: string | null | undefined;
  input_schema: JsonSchema;
}

/** `type` is left out or `custom` for a tool of the client's. */
export interface ToolWire {
  type?: string | null | undefined;
  [property: string]: unknown;
}

export type ToolChoiceWire =
  | { type: 'auto' | 'any'; disable_parallel_tool_use?: boolean | null | undefined }
  | { type: 'tool'; name: string; disable_parallel_tool_use?: boolean | null | undefined }
  | { type: 'none' };

export const clientToolSchema: z.ZodType<ClientToolWire> = z.object({
  name: z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", "_" or "-"'),
  description: optional(z.string()),
  input_schema: jsonSchemaSchema,
});

/** Tools that Anthropic runs or defines are dropped, so the others' properties are judged later. */
export const toolSchema: z.ZodType<ToolWire> = z
  .looseObject({
    type: optional(z.string(), '`custom`, or left out; tools of other types are dropped, named in x-tuneloop-ignored.'),
  })
  .describe('`name`, `description` and `input_schema`, a JSON Schema.');

const disableParallelToolUse = optional(z.boolean(), 'true: one call at the most.');

export const toolChoiceSchema: z.ZodType<ToolChoiceWire> = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['auto', 'any']), disable_parallel_tool_use: disableParallelToolUse }),
  z.object({ type: z.literal('tool'), name: z.string(), disable_parallel_tool_use: disableParallelToolUse }),
  z.object({ type: z.literal('none') }),
]);
