import { TuneloopError } from '@tuneloop/protocol';
import {
  Client,
  ProtocolError,
  type CallToolResult,
  type ClientOptions,
  type FetchLike,
  type Implementation,
  type Progress,
  type Tool,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Logger } from '../logger.ts';
import { createAuthProvider } from './oauth/create-auth-provider.ts';
import type { McpCredentialStore } from './oauth/credential-store.ts';
import { openTransport } from './open-transport.ts';
import { createRemoteLibrary, type RemoteLibrary } from './remote-library.ts';
import type { McpServerConfig } from './server-config.ts';

export interface ConnectOptions {
  name: string;
  config: McpServerConfig;
  /** What this program calls itself. */
  clientInfo: Implementation;
  /** The server's tools are now these. */
  onTools: (tools: readonly Tool[]) => void;
  logger: Logger | undefined;
  /** What reaches a server by HTTP. */
  fetch: FetchLike | undefined;
  /** What logins gave. */
  credentials: McpCredentialStore | undefined;
  signal: AbortSignal;
}

/** A server that is there. */
export interface Connection {
  readonly tools: readonly Tool[];
  readonly title: string | undefined;
  readonly version: string | undefined;
  readonly protocolVersion: string | undefined;
  readonly processId: number | undefined;
  /** What it has beside tools. */
  readonly library: RemoteLibrary;
  /** Resolves with the reason once the server has gone. */
  readonly lost: Promise<string>;
  /** Says that it has gone, for connections that do not notice it themselves. */
  reportLost(reason: string): void;
  call(tool: string, args: Record<string, unknown>, options: RemoteCallOptions): Promise<CallToolResult>;
  close(): Promise<void>;
}

export interface RemoteCallOptions {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

const defaultConnectMs = 30_000;
const defaultCallMs = 60_000;
/** However much progress a call reports. */
const longestCallMs = 60 * 60_000;

/** JSON-RPC's code for a protocol version that the server does not speak (MCP 2026-07-28). */
const unsupportedVersion = -32_022;

/**
 * Connects to a server and reads its tools. A server of this machine is first asked by the handshake that all of them
 * know, and once more by the newer protocol when it refuses that; one that is reached by HTTP is probed.
 *
 * Errors: `UPSTREAM_FAILED`, `ABORTED`.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const isStdio = 'command' in options.config;
  try {
    return await connectOnce(options, isStdio ? 'legacy' : 'auto');
  } catch (error) {
    const refusesHandshake = isStdio && error instanceof ProtocolError && error.code === unsupportedVersion;
    if (!refusesHandshake) throw upstreamError(error, options);
    return await connectOnce(options, { pin: '2026-07-28' }).catch((reason: unknown) => {
      throw upstreamError(reason, options);
    });
  }
}

type Mode = NonNullable<NonNullable<ClientOptions['versionNegotiation']>['mode']>;

async function connectOnce(options: ConnectOptions, mode: Mode): Promise<Connection> {
  const { name, config, clientInfo, onTools, logger, signal } = options;
  const timeout = config.connectTimeoutMs ?? defaultConnectMs;
  const { promise: lost, resolve: reportLost } = Promise.withResolvers<string>();
  const client = new Client(clientInfo, {
    capabilities: {},
    versionNegotiation: { mode, probe: { timeoutMs: timeout } },
    listChanged: {
      tools: {
        onChanged: (error, tools) => {
          if (error) logger?.warn({ mcpServer: name, reason: error.message }, 'tools of the MCP server not read');
          else onTools(tools ?? []);
        },
      },
    },
  });
  Object.assign(client, {
    onclose: () => reportLost('it ended'),
    onerror: ({ message }: Error) => logger?.debug({ mcpServer: name, reason: message }, 'MCP server'),
  });
  const authProvider = await createAuthProvider(name, config, options.credentials);
  const transport = openTransport({ ...options, authProvider });
  try {
    // The SDK would wait without an end to tell a process that has died between two steps of the handshake.
    const gone = lost.then((reason) => Promise.reject(new Error(`Connection closed: ${reason}`)));
    await Promise.race([client.connect(transport, { timeout, signal }), gone]);
    const hasTools = client.getServerCapabilities()?.tools !== undefined;
    const tools = hasTools ? (await client.listTools(undefined, { timeout, signal })).tools : [];
    const server = client.getServerVersion();
    void client.autoOpenedSubscription?.closed.then((reason) => reportLost(`its stream of changes ended (${reason})`));
    return {
      tools,
      title: server?.title ?? server?.name,
      version: server?.version,
      protocolVersion: client.getNegotiatedProtocolVersion(),
      processId: transport instanceof StdioClientTransport ? (transport.pid ?? undefined) : undefined,
      library: createRemoteLibrary(client, config.timeoutMs ?? defaultCallMs),
      lost,
      reportLost,
      call: (tool, args, { signal: callSignal, onProgress }) =>
        client.callTool(
          { name: tool, arguments: args },
          {
            signal: callSignal,
            onprogress: onProgress,
            timeout: config.timeoutMs ?? defaultCallMs,
            resetTimeoutOnProgress: true,
            maxTotalTimeout: longestCallMs,
          },
        ),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close().catch(() => undefined);
    // Of a transport that was never handed to the client for good.
    await transport.close().catch(() => undefined);
    throw error;
  }
}

function upstreamError(error: unknown, { name, signal }: ConnectOptions): TuneloopError {
  if (signal.aborted) return new TuneloopError('ABORTED', `Connecting to the MCP server "${name}" was cancelled.`);
  const reason = error instanceof Error ? error.message : String(error);
  return new TuneloopError('UPSTREAM_FAILED', reason, { cause: error });
}
