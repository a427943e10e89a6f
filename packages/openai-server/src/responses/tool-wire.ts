import { z } from 'zod';
import { optional } from '../parameters/wire-shape.ts';

/** Coding agents send tools of types that only OpenAI runs: those are dropped, so functions are judged later. */
export interface ResponseToolWire {
  type: string;
  [property: string]: unknown;
}

export interface NamedFunctionWire {
  type: 'function';
  name: string;
}

export interface NamedServerWire {
  type: 'mcp';
  server_label: string;
  /** Left out: any of its tools. */
  name?: string | null | undefined;
}

export type AllowedToolWire = NamedFunctionWire | { type: 'mcp'; server_label: string };

export type ResponseToolChoiceWire =
  | 'none'
  | 'auto'
  | 'required'
  | NamedFunctionWire
  | NamedServerWire
  | {
      type: 'allowed_tools';
      mode?: 'none' | 'auto' | 'required' | null | undefined;
      tools: AllowedToolWire[];
    };

export const responseToolWireSchema: z.ZodType<ResponseToolWire> = z.looseObject({
  type: z
    .string()
    .describe(
      '`function`, with name, description, parameters, strict; `mcp`, with server_label, allowed_tools, ' +
        'require_approval, and server_url, headers, authorization where the configuration allows its host; others are ' +
        'dropped and named in x-tuneloop-ignored.',
    ),
});

const mode = z.enum(['none', 'auto', 'required']);

const namedFunction: z.ZodType<NamedFunctionWire> = z.object({ type: z.literal('function'), name: z.string() });

export const responseToolChoiceWireSchema: z.ZodType<ResponseToolChoiceWire> = z.union([
  mode,
  namedFunction,
  z.object({ type: z.literal('mcp'), server_label: z.string(), name: optional(z.string()) }),
  z.object({
    type: z.literal('allowed_tools'),
    mode: optional(mode),
    tools: z
      .array(z.union([namedFunction, z.object({ type: z.literal('mcp'), server_label: z.string() })]))
      .min(1)
      .max(1024),
  }),
]);
