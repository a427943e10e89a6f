import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import {
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type FetchLike,
  type OAuthClientProvider,
  type Transport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Logger } from '../logger.ts';
import { createSameOriginFetch } from './fetch-same-origin.ts';
import type { HttpServerConfig, McpServerConfig, StdioServerConfig } from './server-config.ts';

/** Of a line that a server writes to its standard error. */
const maximumLineLength = 2000;

export interface TransportOptions {
  name: string;
  config: McpServerConfig;
  logger: Logger | undefined;
  fetch: FetchLike | undefined;
  authProvider: OAuthClientProvider | undefined;
}

/** The way to a server, not yet begun. */
export function openTransport({ name, config, logger, fetch, authProvider }: TransportOptions): Transport {
  return 'command' in config ? openStdio(name, config, logger) : openHttp(config, { fetch, authProvider });
}

/** The SDK hands `PATH`, `HOME` and their like on to the child, and nothing else of our environment. */
function openStdio(server: string, config: StdioServerConfig, logger: Logger | undefined): StdioClientTransport {
  const { command, args = [], env, cwd } = config;
  const transport = new StdioClientTransport({
    command,
    args,
    stderr: 'pipe',
    ...(env && { env }),
    ...(cwd !== undefined && { cwd }),
  });
  if (transport.stderr) {
    const lines = createInterface({ input: transport.stderr.pipe(new PassThrough()), crlfDelay: Infinity });
    lines.on('line', (line) =>
      logger?.debug({ mcpServer: server, line: line.slice(0, maximumLineLength) }, 'MCP server'),
    );
  }
  return transport;
}

/** The configured headers go to the server itself alone, and not to where its tokens come from. */
export function openHttp(
  { type, url, headers = {} }: HttpServerConfig,
  { fetch: base = fetch, authProvider }: Partial<Pick<TransportOptions, 'fetch' | 'authProvider'>> = {},
): SSEClientTransport | StreamableHTTPClientTransport {
  const server = new URL(url);
  const send: FetchLike = (input, init = {}) => {
    if (new URL(input).origin !== server.origin) return base(input, init);
    const all = new Headers(headers);
    for (const [name, value] of new Headers(init.headers)) all.set(name, value);
    return base(input, { ...init, headers: all });
  };
  const options = { fetch: createSameOriginFetch(send), ...(authProvider && { authProvider }) };
  return type === 'sse' ? new SSEClientTransport(server, options) : new StreamableHTTPClientTransport(server, options);
}
