import { join } from 'node:path';
import type { McpCredentialStore, McpServerConfig } from '@tuneloop/mcp-bridge';
import { TuneloopError } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';
import { createLoginFiles } from './login-files.ts';
import { createToolSettingsFile } from '../tools/tool-settings.ts';
import { revealServer } from './server-settings.ts';

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
  const server = await requireServer(config, name);
  const { logInToMcpServer } = await import('@tuneloop/mcp-bridge');
  return logInToMcpServer({ name, config: server, store: loginStore(config), ...options });
}

/** Forgets a login. Errors: `INVALID_REQUEST` (no such server), `STORE_FAILED`. */
export async function logOutOfServer(config: Config, name: string): Promise<void> {
  const server = await requireServer(config, name);
  if ('url' in server) await loginStore(config).write({ name, url: server.url }, undefined);
}

/** One that the configuration names, or that was added while a server ran. */
async function requireServer({ mcpServers, folders }: Config, name: string): Promise<McpServerConfig> {
  const configured = mcpServers[name];
  if (configured) return revealServer(configured);
  const { mcpServers: added } = await createToolSettingsFile(join(folders.data, 'tools.json')).read();
  const server = added[name];
  if (server) return server;
  const names = [...Object.keys(mcpServers), ...Object.keys(added)].join(', ') || 'none';
  throw new TuneloopError('INVALID_REQUEST', `"mcpServers" has no "${name}". There are: ${names}.`);
}
