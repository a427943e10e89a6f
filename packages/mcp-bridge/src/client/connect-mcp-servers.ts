import { TuneloopError, type Tool, type ToolSource } from '@tuneloop/protocol';
import type { Logger } from '../logger.ts';
import { Backoff } from './backoff.ts';
import type { McpCredentialStore } from './oauth/credential-store.ts';
import { effectsOf } from './remote-effects.ts';
import type { RemoteLibrary } from './remote-library.ts';
import { RemoteServer } from './remote-server.ts';
import { parseServers, type McpServerConfig } from './server-config.ts';
import type { McpServerStatus } from './server-status.ts';
import { localNames } from './tool-names.ts';

export interface ConnectMcpServersOptions {
  logger?: Logger | undefined;
  /** What this program calls itself. */
  client?: { name: string; version: string } | undefined;
  /** What reaches servers by HTTP; by default the platform's `fetch`. */
  fetch?: ((input: string | URL, init?: RequestInit) => Promise<Response>) | undefined;
  /** What logins to servers gave (`logInToMcpServer`). */
  credentials?: McpCredentialStore | undefined;
  /** Between tries to connect to a server that is lost: the first wait and the longest, in ms. */
  retry?: { firstMs?: number | undefined; longestMs?: number | undefined } | undefined;
}

/**
 * One of the configured servers. Beside its tools it may have resources and prompts, which are for people: no model gets
 * them by itself. Errors of these: `UPSTREAM_FAILED`.
 */
export interface McpConnection extends RemoteLibrary {
  /** Resolves once it was connected, or failed, for the first time. */
  readonly settled: Promise<void>;
  status(): McpServerStatus;
  /** Its tools, each with the name that the server itself has for it. */
  tools(): readonly { tool: Tool; remoteName: string }[];
}

/** Servers that are connected, and connected again when they are lost, until this is disposed. */
export interface McpConnections extends AsyncDisposable {
  /** Their tools, named `server__tool`. */
  readonly source: ToolSource;
  /** Resolves once each server was connected, or failed, for the first time. */
  readonly settled: Promise<void>;
  status(): McpServerStatus[];
  /** The server of this name in the configuration. */
  find(name: string): McpConnection | undefined;
  /** Connects one more, in the background. Errors: `CONFIG_INVALID`, `INVALID_REQUEST` (the name is taken). */
  add(name: string, server: McpServerConfig): McpConnection;
  /** Its tools are gone at once; resolves when its program has ended. Errors: `NOT_FOUND`. */
  remove(name: string): Promise<void>;
  /** Ends it and connects it anew, as one that is connected for the first time. Errors: `NOT_FOUND`. */
  restart(name: string): Promise<McpConnection>;
}

/** Of what a server says of a tool: it becomes part of every prompt. */
const maximumDescription = 4000;

/**
 * Connects the servers of an `mcpServers` configuration, in the background. A server that cannot be reached is tried
 * again, with growing waits; while a server that was there is not, calls of its tools answer with an error that says so.
 *
 * Errors: `CONFIG_INVALID`.
 */
export function connectMcpServers(
  servers: Readonly<Record<string, McpServerConfig>>,
  options: ConnectMcpServersOptions = {},
): McpConnections {
  const { logger, client = { name: 'tuneloop', version: '0.1.0' }, retry, fetch, credentials } = options;
  const listeners = new Set<() => void>();
  let known: readonly OfferedTool[] | undefined;
  const onChange = (): void => {
    known = undefined;
    for (const listener of listeners) listener();
  };
  const createRemote = (name: string, config: McpServerConfig): RemoteServer =>
    new RemoteServer({
      name,
      config,
      clientInfo: client,
      onChange,
      logger,
      fetch,
      credentials,
      backoff: new Backoff(retry),
    });
  let remotes = Object.entries(parseServers(servers)).map(([name, config]) => createRemote(name, config));
  const offered = (): readonly OfferedTool[] => (known ??= offerTools(remotes));
  const offeredBy = (remote: RemoteServer): OfferedTool[] => offered().filter(({ server }) => server === remote);
  const statusOf = (remote: RemoteServer): McpServerStatus => ({
    ...remote.status(),
    tools: offeredBy(remote).map(({ tool }) => tool.name),
  });

  const connectionOf = (remote: RemoteServer): McpConnection => ({
    settled: remote.settled,
    status: () => statusOf(remote),
    tools: () => offeredBy(remote),
    resources: () => remote.ask((library) => library.resources()),
    read: (uri) => remote.ask((library) => library.read(uri)),
    prompts: () => remote.ask((library) => library.prompts()),
    prompt: (prompt, args) => remote.ask((library) => library.prompt(prompt, args)),
  });
  const required = (name: string): RemoteServer => {
    const remote = remotes.find((candidate) => candidate.name === name);
    if (remote) return remote;
    throw new TuneloopError('NOT_FOUND', `There is no MCP server "${name}".`);
  };

  return {
    source: {
      list: () => offered().map(({ tool }) => tool),
      watch(listener) {
        // A function of its own, so that one listener can watch twice.
        const entry = (): void => listener();
        listeners.add(entry);
        return () => void listeners.delete(entry);
      },
    },
    settled: Promise.all(remotes.map(({ settled }) => settled)).then(() => undefined),
    status: () => remotes.map(statusOf),
    find(name) {
      const remote = remotes.find((candidate) => candidate.name === name);
      return remote && connectionOf(remote);
    },
    add(name, server) {
      const config = parseServers({ [name]: server })[name]!;
      if (remotes.some((remote) => remote.name === name)) {
        throw new TuneloopError('INVALID_REQUEST', `There is an MCP server "${name}" already; choose another name.`);
      }
      const remote = createRemote(name, config);
      remotes = [...remotes, remote];
      return connectionOf(remote);
    },
    async remove(name) {
      const remote = required(name);
      remotes = remotes.filter((other) => other !== remote);
      onChange();
      await remote.close();
    },
    async restart(name) {
      const remote = required(name);
      await remote.close();
      const next = createRemote(name, remote.config);
      remotes = remotes.map((other) => (other === remote ? next : other));
      onChange();
      return connectionOf(next);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(remotes.map((remote) => remote.close()));
    },
  };
}

interface OfferedTool {
  server: RemoteServer;
  remoteName: string;
  tool: Tool;
}

function offerTools(servers: readonly RemoteServer[]): OfferedTool[] {
  const remote = servers.flatMap((server) => server.tools.map((tool) => ({ server, tool })));
  const names = localNames(remote.map(({ server, tool }) => ({ server: server.name, tool: tool.name })));
  return remote.map(({ server, tool }, index) => ({
    server,
    remoteName: tool.name,
    tool: {
      name: names[index]!,
      ...(tool.description !== undefined && { description: tool.description.slice(0, maximumDescription) }),
      parameters: tool.inputSchema,
      effects: effectsOf(tool.annotations, server.isTrusted),
      execute: (args, context) => server.call(tool.name, args, context),
    },
  }));
}
