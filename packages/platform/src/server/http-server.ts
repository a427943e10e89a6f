import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TuneloopError } from '@tuneloop/protocol';
import { configError } from '../config/issues.ts';
import type { ServerConfig } from '../config/schema.ts';
import { localUrl, withoutBrackets } from '../network-addresses.ts';
import { waitAtMost } from './wait-at-most.ts';

export interface HttpServer {
  /** Errors: `RESOURCE_EXHAUSTED` (port in use), `CONFIG_INVALID` (no such address, port not permitted). */
  listen(): Promise<{ url: string; port: number }>;
  /**
   * Accepts nothing new and lets what runs end; after `drainMs` calls `abort`, which ends it from inside, and shortly
   * after cuts what is still open.
   */
  close(options: { drainMs: number; abort: () => Promise<void> }): Promise<void>;
}

type HttpServerConfig = Pick<
  ServerConfig,
  'host' | 'port' | 'headersTimeoutMs' | 'requestTimeoutMs' | 'connectionIdleMs' | 'maxHeaderBytes'
>;

/** For the errors of aborted requests to reach their clients. */
const farewellMs = 1000;

function listenError(error: NodeJS.ErrnoException, { host, port }: HttpServerConfig): TuneloopError {
  const next = port >= 65_535 ? 8000 : port + 1;
  if (error.code === 'EADDRINUSE') {
    const message =
      `Port ${port} on ${host} is already in use. Stop the program that uses it, ` +
      `or take another one with PORT=${next} or --port ${next} (0 takes any free one).`;
    return new TuneloopError('RESOURCE_EXHAUSTED', message, { details: { host, port }, cause: error });
  }
  if (error.code === 'EACCES') {
    const message = `port ${port} needs more rights than this program has; take one from 1024 up`;
    return configError([{ path: 'server.port', message, source: 'server.port' }]);
  }
  const message = `cannot listen on ${host} (${error.code ?? error.message}); use an address of this machine, such as 127.0.0.1`;
  return configError([{ path: 'server.host', message, source: 'server.host' }]);
}

async function listenOn(server: Server, config: HttpServerConfig): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host: withoutBrackets(config.host), port: config.port }, resolve);
  try {
    await promise;
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, config);
  } finally {
    server.off('error', reject);
  }
  return (server.address() as AddressInfo).port;
}

/** What serves the connections that an HTTP server gave away. */
interface Upgrades {
  close(options: { drainMs: number }): Promise<void>;
}

/**
 * An HTTP server with limits on how long and how large a request may be, that can be drained. `attach` adds what takes
 * upgraded connections, which is drained beside it.
 */
export function createHttpServer(
  config: HttpServerConfig,
  listener: RequestListener,
  attach?: (server: Server) => Upgrades,
): HttpServer {
  let draining = false;
  const server = createServer(
    {
      headersTimeout: config.headersTimeoutMs,
      requestTimeout: config.requestTimeoutMs,
      keepAliveTimeout: config.connectionIdleMs,
      maxHeaderSize: config.maxHeaderBytes,
    },
    (request, response) => {
      // A connection that stayed open for its last answer is idle then, and of no more use.
      response.once('close', () => {
        if (draining) setImmediate(() => server.closeIdleConnections());
      });
      listener(request, response);
    },
  );

  const upgrades = attach?.(server);

  return {
    async listen() {
      const port = await listenOn(server, config);
      return { url: localUrl(config.host, port), port };
    },
    async close({ drainMs, abort }) {
      draining = true;
      if (!server.listening) return;
      const serverClosed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const closed = Promise.all([serverClosed, upgrades?.close({ drainMs })]);
      if (await waitAtMost(closed, drainMs)) return;
      const aborted = abort();
      if (await waitAtMost(Promise.all([closed, aborted]), farewellMs)) return;
      server.closeAllConnections();
      await closed;
    },
  };
}
