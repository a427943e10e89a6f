import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { oauthConfigSchema, type OAuthConfig } from './oauth/oauth-config.ts';

interface CommonServerConfig {
  /** Not connected while true. */
  disabled?: boolean | undefined;
  /**
   * Believe what the server says of its tools (`readOnlyHint`, …). Otherwise each of them counts as writing, destructive
   * and using the network, so that the policy decides as for the worst.
   */
  trustAnnotations?: boolean | undefined;
  /** For one call, in ms; progress starts it anew. Default 60 s. */
  timeoutMs?: number | undefined;
  /** For starting and shaking hands, in ms. Default 30 s. */
  connectTimeoutMs?: number | undefined;
  /** Names of tools to take; left out: all. */
  tools?: string[] | undefined;
}

/** A server that is a program of this machine. */
export interface StdioServerConfig extends CommonServerConfig {
  type?: 'stdio' | undefined;
  command: string;
  args?: string[] | undefined;
  /** Beside `PATH`, `HOME` and their like; nothing else of this process's environment is handed on. */
  env?: Record<string, string> | undefined;
  cwd?: string | undefined;
}

/** A server that is reached by HTTP. */
export interface HttpServerConfig extends CommonServerConfig {
  /** `sse` for servers of the protocol before 2025-03-26. Default `http`. */
  type?: 'http' | 'streamable-http' | 'sse' | undefined;
  url: string;
  headers?: Record<string, string> | undefined;
  /** For a server that wants tokens; `{}` where a person logs in, and this program registers itself. */
  oauth?: OAuthConfig | undefined;
}

export type McpServerConfig = StdioServerConfig | HttpServerConfig;

const milliseconds = z.int('must be a whole number of milliseconds').min(1).max(0x7fff_ffff);

const common = {
  disabled: z.boolean().optional(),
  trustAnnotations: z.boolean().optional(),
  timeoutMs: milliseconds.optional(),
  connectTimeoutMs: milliseconds.optional(),
  tools: z.array(z.string()).optional(),
};

const stdioSchema = z.strictObject({
  type: z.literal('stdio').optional(),
  command: z.string().min(1, 'must name a program'),
  args: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  cwd: z.string().optional(),
  ...common,
});

const httpSchema = z
  .strictObject({
    type: z.enum(['http', 'streamable-http', 'sse']).optional(),
    url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
    headers: z.record(z.string(), z.string()).optional(),
    oauth: oauthConfigSchema.optional(),
    ...common,
  })
  .refine(({ headers = {}, oauth }) => !oauth || !Object.keys(headers).some((name) => /^authorization$/i.test(name)), {
    path: ['headers'],
    error: 'must not have "authorization" beside "oauth", which sends it',
  });

/** One entry of `mcpServers`, as Claude Desktop, VS Code and Cursor write it, with a few settings of our own. */
export const mcpServerConfigSchema: z.ZodType<McpServerConfig> = z.union([stdioSchema, httpSchema], {
  error: 'must have a "command" (with "args", "env", "cwd") or a "url" (with "headers")',
});

export const mcpServersSchema: z.ZodType<Record<string, McpServerConfig>> = z.record(
  z.string().min(1),
  mcpServerConfigSchema,
);

/** Errors: `CONFIG_INVALID`. */
export function parseServers(servers: unknown): Record<string, McpServerConfig> {
  const parsed = mcpServersSchema.safeParse(servers);
  if (parsed.success) return parsed.data;
  throw new TuneloopError('CONFIG_INVALID', `mcpServers is invalid:\n${z.prettifyError(parsed.error)}`);
}
