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

export type ResponseToolChoiceWire =
  | 'none'
  | 'auto'
  | 'required'
  | NamedFunctionWire
  | {
      type: 'allowed_tools';
      mode?: 'none' | 'auto' | 'required' | null | undefined;
      tools: NamedFunctionWire[];
    };

export const responseToolWireSchema: z.ZodType<ResponseToolWire> = z.looseObject({
  type: z
    .string()
    .describe(
      '`function`, with name, description, parameters, strict; others are dropped and named in x-tuneloop-ignored.',
    ),
});

const mode = z.enum(['none', 'auto', 'required']);

const namedFunction: z.ZodType<NamedFunctionWire> = z.object({ type: z.literal('function'), name: z.string() });

export const responseToolChoiceWireSchema: z.ZodType<ResponseToolChoiceWire> = z.union([
  mode,
  namedFunction,
  z.object({
    type: z.literal('allowed_tools'),
    mode: optional(mode),
    tools: z.array(namedFunction).min(1).max(1024),
  }),
]);
