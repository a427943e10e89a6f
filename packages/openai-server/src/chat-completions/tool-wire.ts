import { z } from 'zod';
import { jsonSchemaSchema, type JsonSchema } from '@tuneloop/protocol';
import { optional } from '../parameters/wire-shape.ts';

export interface FunctionWire {
  name: string;
  description?: string | null | undefined;
  parameters?: JsonSchema | null | undefined;
  strict?: boolean | null | undefined;
}

export interface ToolWire {
  type: string;
  function?: unknown;
  [property: string]: unknown;
}

export type NamedToolWire = { type: 'function'; function: { name: string } };

export type ToolChoiceWire =
  | 'none'
  | 'auto'
  | 'required'
  | NamedToolWire
  | { type: 'allowed_tools'; allowed_tools: { mode: 'auto' | 'required'; tools: NamedToolWire[] } };

const toolName = z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", "_" or "-"');

export const functionWireSchema: z.ZodType<FunctionWire> = z.object({
  name: toolName,
  description: optional(z.string()),
  parameters: optional(jsonSchemaSchema, 'JSON Schema of the arguments.'),
  strict: optional(z.boolean(), 'Arguments are held to their schema wherever the model can be, strict or not.'),
});

/** Coding agents send tools of types that only OpenAI runs: those are dropped, so `function` is judged later. */
export const toolWireSchema: z.ZodType<ToolWire> = z.looseObject({
  type: z
    .string()
    .describe(
      '`function`; `mcp`, with server_label, as in /v1/responses; others are dropped and named in x-tuneloop-ignored.',
    ),
  function: z.unknown().optional(),
});

const namedTool: z.ZodType<NamedToolWire> = z.object({
  type: z.literal('function'),
  function: z.object({ name: z.string() }),
});

export const toolChoiceWireSchema: z.ZodType<ToolChoiceWire> = z.union([
  z.enum(['none', 'auto', 'required']),
  namedTool,
  z.object({
    type: z.literal('allowed_tools'),
    allowed_tools: z.object({ mode: z.enum(['auto', 'required']), tools: z.array(namedTool).min(1).max(1024) }),
  }),
]);
