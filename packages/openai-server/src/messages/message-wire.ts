import { z } from 'zod';
import {
  assistantBlockSchema,
  textBlockSchema,
  userBlockSchema,
  type AssistantBlockWire,
  type TextBlockWire,
  type UserBlockWire,
} from './content-wire.ts';

/** A message as Anthropic's clients send it. What its blocks hold beyond these properties (`cache_control`) is dropped. */
export type InputMessageWire =
  | { role: 'user'; content: string | UserBlockWire[] }
  | { role: 'assistant'; content: string | AssistantBlockWire[] }
  | { role: 'system'; content: string | TextBlockWire[] };

export type SystemWire = string | TextBlockWire[];

export const systemSchema: z.ZodType<SystemWire> = z.union([z.string(), z.array(textBlockSchema)]);

export const inputMessageSchema: z.ZodType<InputMessageWire> = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), content: z.union([z.string(), z.array(userBlockSchema)]) }),
  z.object({ role: z.literal('assistant'), content: z.union([z.string(), z.array(assistantBlockSchema)]) }),
  z.object({ role: z.literal('system'), content: systemSchema }),
]);
