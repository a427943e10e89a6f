import { createHostGuard, sendError } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import express, { type Express } from 'express';
import { configError } from '../config/issues.ts';
import { requestLog } from '../http/request-log.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { Platform } from '../platform.ts';
import { createHttpServer } from '../server/http-server.ts';
import { readTls } from '../server/tls.ts';
import { createProxyTrust } from '../http/proxy-trust.ts';
import { createConfiguredHostRules } from '../http/configured-host-rules.ts';
import { createOfferedServer } from './offered-server.ts';

export interface RunMcpServerOptions {
  port: number;
  /** Ends it: calls that run may end within `config.server.drainMs`. */
  signal: AbortSignal;
  /** Called once clients can connect. */
  onListening?: ((url: string) => void) | undefined;
}

type McpPlatform = Pick<Platform, 'config' | 'keys' | 'logger' | 'mcp' | 'tools'>;

/**
 * Serves tools, models and conversations by MCP and plain HTTP on a port of its own, until `signal`.
 *
 * Errors: `CONFIG_INVALID` (no API key, no such address), `RESOURCE_EXHAUSTED` (port in use).
 */
export async function runMcpServer(platform: McpPlatform, options: RunMcpServerOptions): Promise<void> {
  const { port, signal, onListening } = options;
  const { config, keys, mcp } = platform;
  if (config.server.apiKey === undefined && (await keys.list()).length === 0) {
    const message =
      'tools act on this machine, so that they need an API key, and there is none yet; make one with ' +
      '"tuneloop keys create NAME --scope admin" or set API_KEY';
    throw configError([{ path: 'server.apiKey', message, source: 'server.apiKey' }]);
  }
  await platform.tools.prepared();
  const parts = { listener: createMcpApp(platform), tls: readTls(config.server) };
  const server = createHttpServer({ ...config.server, port }, parts);
  const { url } = await server.listen();
  onListening?.(url);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const { drainMs } = config.server;
  await Promise.all([mcp.drain(), server.close({ drainMs, abort: async () => mcp[Symbol.asyncDispose]() })]);
}

function createMcpApp({ config, logger, mcp }: McpPlatform): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', createProxyTrust(config.server.trustProxy));
  app.use(requestLog(logger));
  app.use(securityHeaders(config.server));
  app.use(createHostGuard(createConfiguredHostRules(config)));
  app.use(mcp.handler);
  app.use((request, response) => {
    const what = `${request.method} ${request.path}`.slice(0, 300);
    const message = `There is no ${what}. MCP is at /mcp; GET /tools and POST /tool_call are for plain HTTP.`;
    sendError(response, new TuneloopError('NOT_FOUND', message));
  });
  return app;
}

/** Serves the one client at this process's standard input and output, until it has gone or `signal` fires. */
export async function runMcpOverStdio(platform: Pick<Platform, 'offer'>, signal: AbortSignal): Promise<void> {
  await platform.offer.tools.prepared();
  const [{ serveMcpOverStdio }, server] = await Promise.all([
    import('@tuneloop/mcp-bridge'),
    createOfferedServer(platform.offer),
  ]);
  await serveMcpOverStdio(server, { signal });
}
