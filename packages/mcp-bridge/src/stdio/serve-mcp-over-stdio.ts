import type { Readable, Writable } from 'node:stream';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { McpServer } from '../server/create-mcp-server.ts';

export interface StdioOptions {
  /** Default: this process's. Nothing else may write to the output: it carries the protocol. */
  input?: Readable | undefined;
  output?: Writable | undefined;
  /** For whom calls run. Default `stdio`. */
  owner?: string | undefined;
}

/** Serves the one client at the other end; resolves when it has gone or `signal` fires. */
export async function serveMcpOverStdio(
  server: McpServer,
  {
    input = process.stdin,
    output = process.stdout,
    owner = 'stdio',
    signal,
  }: StdioOptions & { signal?: AbortSignal } = {},
): Promise<void> {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const handle = serveStdio(() => server.connect({ owner, announceChanges: true }), {
    transport: new StdioServerTransport(input, output),
  });
  input.once('end', end);
  input.once('close', end);
  if (signal?.aborted) end();
  signal?.addEventListener('abort', () => end(), { once: true });
  await ended;
  await handle.close();
}
