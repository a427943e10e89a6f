import { z } from 'zod';
import type { ToolDecision } from './tool-control.ts';

/** An entry of `mcpServers`, which whoever connects it reads. */
export type ServerEntryWire = Record<string, unknown>;

const entry = z
  .record(z.string(), z.unknown())
  .describe('An entry of `mcpServers`: `command`, `args`, `env`, `cwd`, or `url`, `headers`; and `trustAnnotations`.');

export const toolCallSchema: z.ZodType<{ arguments?: Record<string, unknown> | undefined }> = z.strictObject({
  arguments: z.record(z.string(), z.unknown()).optional(),
});

export const toolDecisionSchema: z.ZodType<{ decision: ToolDecision | null }> = z.strictObject({
  decision: z.enum(['allow', 'ask', 'deny']).nullable().describe('null: as the configuration says.'),
});

export const testServerSchema: z.ZodType<{ server: ServerEntryWire }> = z.strictObject({ server: entry });

export const addServerSchema: z.ZodType<{ name: string; server: ServerEntryWire }> = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w-]{0,39}$/, 'must be 1 to 40 letters, digits, "-" or "_"')
    .refine(
      (name) => name !== 'tuneloop' && name !== 'test' && !name.startsWith('url__'),
      'is a name of our own; choose another',
    ),
  server: entry,
});
