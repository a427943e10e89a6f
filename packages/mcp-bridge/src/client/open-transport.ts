import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import {
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type FetchLike,
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
}

/** The way to a server, not yet begun. */
export function openTransport({ name, config, logger, fetch }: TransportOptions): Transport {
  return 'command' in config ? openStdio(name, config, logger) : openHttp(config, fetch);
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

function openHttp({ type, url, headers = {} }: HttpServerConfig, fetch: FetchLike | undefined): Transport {
  const options = { requestInit: { headers }, fetch: createSameOriginFetch(fetch) };
  return type === 'sse'
    ? new SSEClientTransport(new URL(url), options)
    : new StreamableHTTPClientTransport(new URL(url), options);
}
