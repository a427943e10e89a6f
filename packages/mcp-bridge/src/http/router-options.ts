import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { Logger } from '../logger.ts';
import type { McpServer } from '../server/create-mcp-server.ts';
import type { GuardOptions } from './guard-options.ts';

export interface McpRouterLimits {
  /** Of one message, in bytes. Default 4 MiB. */
  bodyBytes: number;
  /** Sessions at the same time, over all clients. Beyond it the longest idle one ends. Default 100. */
  sessions: number;
  /** A session without a request or an open stream ends after so long, in ms. Default 30 minutes. */
  sessionIdleMs: number;
  /** What a session keeps of its streams for a client that comes back to one (`Last-Event-ID`), in bytes. Default 1 MiB. */
  replayBytes: number;
}

export const mcpRouterLimitsSchema: z.ZodType<McpRouterLimits> = z.strictObject({
  bodyBytes: z.int().min(1),
  sessions: z.int().min(1),
  sessionIdleMs: z.int().min(1).max(0x7fff_ffff),
  replayBytes: z.int().min(0),
});

export interface McpRouterOptions extends GuardOptions {
  server: McpServer;
  limits?: Partial<McpRouterLimits> | undefined;
  logger?: Logger | undefined;
}

const defaults: McpRouterLimits = {
  bodyBytes: 4 * 1024 * 1024,
  sessions: 100,
  sessionIdleMs: 30 * 60_000,
  replayBytes: 1024 * 1024,
};

/** Errors: `INVALID_REQUEST`. */
export function resolveLimits(limits: Partial<McpRouterLimits> = {}): McpRouterLimits {
  const given = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
  const parsed = mcpRouterLimitsSchema.safeParse({ ...defaults, ...given });
  if (parsed.success) return parsed.data;
  throw new TuneloopError('INVALID_REQUEST', `The limits are invalid: ${z.prettifyError(parsed.error)}`);
}
