import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { TuneloopError } from '@tuneloop/protocol';
import { configError } from '../config/issues.ts';
import type { ServerConfig } from '../config/schema.ts';
import { localUrl, withoutBrackets } from '../network-addresses.ts';
import type { ConnectionLimit } from './connection-limit.ts';
import { ExchangeWatch, type ExchangeLimits } from './exchange-watch.ts';
import { refuseConnection } from './refuse-connection.ts';
import type { TlsMaterial } from './tls.ts';
import { waitAtMost } from './wait-at-most.ts';

export interface HttpServer {
  /** Errors: `RESOURCE_EXHAUSTED` (port in use), `CONFIG_INVALID` (no such address, port not permitted). */
  listen(): Promise<{ url: string; port: number }>;
  /**
   * Accepts nothing new and lets what runs end; after `drainMs` calls `abort`, which ends it from inside, and shortly
   * after cuts what is still open.
   */
  close(options: { drainMs: number; abort: () => Promise<void> }): Promise<void>;
  /** Another certificate, for connections from now on; nothing where it speaks plain HTTP. */
  setTls(material: TlsMaterial): void;
  /** Other time-outs, for requests and connections from now on. */
  setTimeouts(config: Pick<HttpServerConfig, 'headersTimeoutMs' | 'requestTimeoutMs' | 'connectionIdleMs'>): void;
}

type HttpServerConfig = Pick<
  ServerConfig,
  'host' | 'port' | 'headersTimeoutMs' | 'requestTimeoutMs' | 'connectionIdleMs' | 'maxHeaderBytes'
> &
  ExchangeLimits;

/** For the errors of aborted requests to reach their clients. */
const farewellMs = 1000;

/** How often connections are held against their time-outs. Node does it every 30 s, far too rarely for some of them. */
const checkingMs = 500;

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

export interface HttpServerParts {
  /** Answers the requests. */
  listener: RequestListener;
  /** Adds what takes upgraded connections, which is drained beside the server. */
  attach?: ((server: Server) => Upgrades) | undefined;
  connections?: Pick<ConnectionLimit, 'watch'> | undefined;
  /** Speaks HTTPS with it. */
  tls?: TlsMaterial | undefined;
}

/** For a client to agree on the encryption. */
const handshakeMs = 10_000;

/** Clients that know nothing newer than TLS 1.1 are refused. */
const secureOptions = ({ cert, key }: TlsMaterial): { cert: Buffer; key: Buffer; minVersion: 'TLSv1.2' } => ({
  cert,
  key,
  minVersion: 'TLSv1.2',
});

/** As Node's own, of the whole request. */
const bodyTimeout = (): NodeJS.ErrnoException =>
  Object.assign(new Error('The body stopped in the middle.'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

/** An HTTP server with limits on how long and how large a request may be, that can be drained. */
export function createHttpServer(
  config: HttpServerConfig,
  { listener, attach, connections, tls }: HttpServerParts,
): HttpServer {
  let draining = false;
  const answers = new WeakMap<Duplex, ServerResponse>();
  const limits = {
    headersTimeout: config.headersTimeoutMs,
    requestTimeout: config.requestTimeoutMs,
    keepAliveTimeout: config.connectionIdleMs,
    maxHeaderSize: config.maxHeaderBytes,
    connectionsCheckingInterval: checkingMs,
  };
  const exchanges = new ExchangeWatch(
    () => config,
    (socket) => refuseConnection(bodyTimeout(), socket, answers.get(socket)),
  );
  const serve: RequestListener = (request, response) => {
    answers.set(request.socket, response);
    exchanges.begin(server, request, response);
    // Log, metrics, traces, admission, keys and what sends the body each wait for its end: more than Node's ten.
    response.setMaxListeners(30);
    // A connection that stayed open for its last answer is idle then, and of no more use.
    response.once('close', () => {
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
    listener(request, response);
  };
  const encrypted = tls && createTlsServer({ ...limits, ...secureOptions(tls), handshakeTimeout: handshakeMs }, serve);
  // What is used of a server here, and by WebSockets, is the same in both.
  const server = (encrypted as unknown as Server | undefined) ?? createServer(limits, serve);

  server.on('clientError', (error, socket) => refuseConnection(error, socket, answers.get(socket)));
  exchanges.watch(server);

  const upgrades = attach?.(server);
  connections?.watch(server);

  return {
    async listen() {
      const port = await listenOn(server, config);
      return { url: localUrl(config.host, port, tls ? 'https' : 'http'), port };
    },
    setTls(material) {
      encrypted?.setSecureContext(secureOptions(material));
    },
    setTimeouts({ headersTimeoutMs, requestTimeoutMs, connectionIdleMs }) {
      server.headersTimeout = headersTimeoutMs;
      server.requestTimeout = requestTimeoutMs;
      server.keepAliveTimeout = connectionIdleMs;
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
