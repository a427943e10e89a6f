import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { TuneloopError } from '@tuneloop/protocol';
import { WebSocketServer, type WebSocket } from 'ws';
import { createHostRules, type HostGuardOptions, type HostRules } from '../auth/host-rules.ts';
import { readTokenFrom } from '../auth/read-token.ts';
import { authenticateToken } from '../auth/authenticate-token.ts';
import { productOf } from '../http/user-agent.ts';
import { Connection } from './connection.ts';
import { resolveWebSocketOptions, type WebSocketOptions } from './options.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

/** The WebSocket of an HTTP server. */
export interface AttachedWebSocket {
  /** Connections that are open. */
  readonly connections: number;
  /**
   * Refuses new connections and generations, closes (1001) each connection once its generations have ended, and after
   * `drainMs` ends them and what is still open.
   */
  close(options: { drainMs: number }): Promise<void>;
}

/** For the last messages to reach their clients. */
const farewellMs = 1000;

/**
 * Serves `options.path` of an HTTP server as a WebSocket: several generations at once, and the events of jobs. What it
 * began ends with the connection. Requests for an upgrade to other paths are left to the server's other listeners, and
 * refused (404) where there are none. Upgrades to other protocols (`h2c`) are not taken on Node 24.9 or newer: they are
 * served as ordinary requests.
 *
 * A client sends its key in the header `Authorization`, or, as browsers cannot, in its first message. Pages of foreign
 * origins are refused.
 *
 * Errors: `INVALID_REQUEST`, `CONFIG_INVALID` when an option is wrong.
 */
export function attachWebSocket(server: Server, options: WebSocketOptions): AttachedWebSocket {
  const settings = resolveWebSocketOptions(options);
  const { limits, authenticate, isOpen } = settings;
  const hostRules = typeof settings.hosts === 'function' ? settings.hosts : fixedRules(settings.hosts);
  // Compression costs memory for each connection, and tells on secrets beside chosen text.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    handleProtocols: () => false,
  });
  const connections = new Map<WebSocket, { connection: Connection; isAlive: boolean }>();
  let isDraining = false;

  const checkRoom = (hasKey: boolean): void => {
    const unauthenticated = [...connections.values()].filter(({ connection }) => !connection.isAuthenticated).length;
    if (connections.size >= limits.connections || (!hasKey && unauthenticated >= limits.unauthenticated)) {
      throw new TuneloopError('BUSY', 'Too many WebSockets are open. Close one, or try again later.');
    }
    if (isDraining) throw new TuneloopError('BUSY', 'The server is stopping. Try again in a moment.');
  };

  /** Errors: `FORBIDDEN`, `UNAUTHORIZED`, `BUSY`. */
  const judge = async (request: IncomingMessage): Promise<string | undefined> => {
    const hosts = hostRules();
    const { origin } = request.headers;
    const host = hosts.hostOf(request);
    if (!hosts.allowsHost(host)) throw new TuneloopError('FORBIDDEN', 'This Host is not allowed (ALLOWED_HOSTS).');
    if (origin !== undefined && !hosts.allowsOrigin(origin, host)) {
      throw new TuneloopError('FORBIDDEN', 'Pages of this origin may not use this server (ALLOWED_ORIGINS).');
    }
    const token = readTokenFrom(request.headers);
    const needsKey = authenticate !== undefined && !(await isOpen?.());
    if (needsKey && token !== undefined) await authenticateToken(token, authenticate);
    checkRoom(!needsKey || token !== undefined);
    return token;
  };

  const accept = (socket: WebSocket, request: IncomingMessage, token: string | undefined): void => {
    const connection = new Connection(socket, { token, product: productOf(request.headers) }, settings);
    const entry = { connection, isAlive: true };
    connections.set(socket, entry);
    socket.on('pong', () => (entry.isAlive = true));
    socket.once('close', () => connections.delete(socket));
    void connection.begin();
  };

  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    socket.on('error', () => undefined);
    try {
      const token = await judge(request);
      if (socket.destroyed) return;
      // Where it has changed, it is for new connections.
      sockets.options.maxPayload = limits.messageBytes;
      sockets.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, request, token));
    } catch (error) {
      const { code } = TuneloopError.from(error);
      if (code === 'INTERNAL' || code === 'STORE_FAILED')
        settings.logger?.error({ err: error, code }, 'upgrade failed');
      refuseUpgrade(socket, error);
    }
  };

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] === settings.path) {
      void onUpgrade(request, socket, head);
    } else if (server.listenerCount('upgrade') === 1) {
      socket.on('error', () => undefined);
      refuseUpgrade(socket, new TuneloopError('NOT_FOUND', `There is no WebSocket here; it is at ${settings.path}.`));
    }
  });
  // Else a client that offers HTTP/2 (`Upgrade: h2c`, as Java's does) would not be served at all any more.
  Object.assign(server, {
    shouldUpgradeCallback: (request: IncomingMessage) =>
      request.headers.upgrade?.toLowerCase() === 'websocket' || server.listenerCount('upgrade') > 1,
  });

  const pings = setInterval(() => {
    for (const [socket, entry] of connections) {
      if (!entry.isAlive) socket.terminate();
      entry.isAlive = false;
      socket.ping(() => undefined);
    }
  }, settings.pingMs);
  pings.unref();

  const allClosed = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const check = (): void => {
        if (connections.size > 0) return;
        clearTimeout(timer);
        resolve();
      };
      for (const socket of connections.keys()) socket.once('close', () => setImmediate(check));
      check();
    });

  return {
    get connections() {
      return connections.size;
    },
    async close({ drainMs }) {
      isDraining = true;
      clearInterval(pings);
      for (const { connection } of connections.values()) connection.drain();
      await allClosed(drainMs);
      for (const { connection } of connections.values()) connection.end();
      await allClosed(farewellMs);
      for (const socket of connections.keys()) socket.terminate();
    },
  };
}

function fixedRules(options: HostGuardOptions = {}): () => HostRules {
  const rules = createHostRules(options);
  return () => rules;
}
