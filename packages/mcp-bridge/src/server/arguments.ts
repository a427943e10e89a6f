import { TuneloopError } from '@tuneloop/protocol';
import type { Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** A schema as MCP shows it. */
export function toolSchema(schema: z.ZodType): Tool['inputSchema'] {
  return { ...z.toJSONSchema(schema, { io: 'input' }), type: 'object' } as Tool['inputSchema'];
}

/** Errors: `INVALID_REQUEST`, naming what is wrong. */
export function decodeArguments<T>(schema: z.ZodType<T>, args: unknown): T {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  throw new TuneloopError('INVALID_REQUEST', `The arguments are invalid: ${z.prettifyError(parsed.error)}`);
}
