import { join } from 'node:path';
import type { McpCredentialStore } from '@tuneloop/mcp-bridge';
import { TuneloopError } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';
import { createLoginFiles } from './login-files.ts';
import { revealServer, type McpServerSettings } from './server-settings.ts';

/** Where this server keeps its logins to others. */
export function loginStore({ folders }: Pick<Config, 'folders'>): McpCredentialStore {
  return createLoginFiles(join(folders.data, 'mcp-logins'));
}

export interface LogInToServerOptions {
  /** Told where the person logs in, with a browser that reaches `redirectUrl` on this machine. */
  onUrl: (url: URL, redirectUrl: string) => void;
  signal: AbortSignal;
}

/**
 * Lets a person log in to a server of `mcpServers`; servers that run take it up by themselves.
 *
 * @returns whether a login was needed at all.
 *
 * Errors: `INVALID_REQUEST` (no such server, or one without logins), and those of `logInToMcpServer`.
 */
export async function logInToServer(config: Config, name: string, options: LogInToServerOptions): Promise<boolean> {
  const server = requireServer(config, name);
  const { logInToMcpServer } = await import('@tuneloop/mcp-bridge');
  return logInToMcpServer({ name, config: revealServer(server), store: loginStore(config), ...options });
}

/** Forgets a login. Errors: `INVALID_REQUEST` (no such server), `STORE_FAILED`. */
export async function logOutOfServer(config: Config, name: string): Promise<void> {
  const server = revealServer(requireServer(config, name));
  if ('url' in server) await loginStore(config).write({ name, url: server.url }, undefined);
}

function requireServer({ mcpServers }: Config, name: string): McpServerSettings {
  const server = mcpServers[name];
  if (server) return server;
  const names = Object.keys(mcpServers).join(', ') || 'none';
  throw new TuneloopError('INVALID_REQUEST', `"mcpServers" has no "${name}". There are: ${names}.`);
}
