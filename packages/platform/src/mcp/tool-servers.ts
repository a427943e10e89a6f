import type { McpConnection, McpConnections } from '@tuneloop/mcp-bridge';
import type { OpenToolServer, RequestedToolServer, ServedTool, ToolServers } from '@tuneloop/openai-server';
import { throwIfAborted, TuneloopError, type Tool, type ToolExecutor } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import type { PlatformTools } from '../tools/platform-tools.ts';

/** The label of this server's own tools. */
const ownLabel = 'tuneloop';

export interface ToolServersOptions {
  config: Config;
  tools: PlatformTools;
  logger: Logger;
}

/**
 * The servers of tools that requests may name: those of `mcpServers` by their names, this server's own tools as
 * `tuneloop`, and by URL those whose hosts `mcp.requestHosts` lists.
 */
export function createToolServers({ config, tools, logger }: ToolServersOptions): ToolServers {
  return {
    async open(server, { signal }) {
      const { label, url } = server;
      if (url !== undefined && !isConfigured(config, server)) {
        return openByUrl({ ...server, url }, { config, tools, logger }, signal);
      }
      if (label === ownLabel) return ownTools(await tools.executor(), await tools.servers());
      const connections = await tools.servers();
      const connection = connections.find(label);
      if (!connection) throw unknownServer(label, connections);
      return configuredTools(connection, label, { executor: await tools.executor(), signal });
    },
  };
}

/** A request may repeat the URL of a server that is configured under the same label. */
function isConfigured(config: Config, { label, url }: RequestedToolServer): boolean {
  const configured = config.mcpServers[label];
  if (configured === undefined && label !== ownLabel) return false;
  if (configured && 'url' in configured && configured.url === url) return true;
  const message = `tools: "${label}" is a server of the configuration; name it without "server_url", or choose another label.`;
  throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'tools' } });
}

function ownTools(executor: ToolExecutor, connections: McpConnections): OpenToolServer {
  const external = new Set(connections.source.list().map(({ name }) => name));
  const tools = executor.list().filter(({ name }) => !external.has(name));
  return shared(
    executor,
    tools.map((tool) => ({ ...tool, modelName: tool.name })),
  );
}

async function configuredTools(
  connection: McpConnection,
  label: string,
  { executor, signal }: { executor: ToolExecutor; signal: AbortSignal },
): Promise<OpenToolServer> {
  await settledOrAborted(connection, signal);
  requireConnected(connection, label);
  const offered = new Set(executor.list().map(({ name }) => name));
  const tools = connection.tools().filter(({ tool }) => offered.has(tool.name));
  return shared(executor, tools.map(serve));
}

/** Its connection outlives the request. */
function shared(executor: ToolExecutor, tools: readonly ServedTool[]): OpenToolServer {
  return { executor, tools, [Symbol.asyncDispose]: async () => undefined };
}

/** A connection for one request, over the network policy of the tools. Errors: `FORBIDDEN`, `UPSTREAM_FAILED`. */
async function openByUrl(
  { label, url, headers }: RequestedToolServer & { url: string },
  { config, tools, logger }: ToolServersOptions,
  signal: AbortSignal,
): Promise<OpenToolServer> {
  if (config.mcp.requestHosts.length === 0) throw noHosts(label);
  const [{ connectMcpServers }, { createGuardedFetch }] = await Promise.all([
    import('@tuneloop/mcp-bridge'),
    import('@tuneloop/tools'),
  ]);
  const { network } = await tools.policy();
  const guarded = createGuardedFetch({ ...network, allowHosts: config.mcp.requestHosts });
  // Names of their own: what the policy says of configured servers must not hold for whatever a request calls alike.
  const name = `url__${label}`;
  const connections = connectMcpServers(
    { [name]: { url, headers: { ...headers }, connectTimeoutMs: network.timeoutMs } },
    { logger, fetch: guarded.fetch },
  );
  const close = async (): Promise<void> => {
    await connections[Symbol.asyncDispose]();
    await guarded[Symbol.asyncDispose]();
  };
  try {
    const connection = connections.find(name)!;
    await settledOrAborted(connection, signal);
    requireConnected(connection, label);
    const executor = await tools.executorOf(connections.source);
    const offered = new Set(executor.list().map(({ name }) => name));
    const served = connection.tools().filter(({ tool }) => offered.has(tool.name));
    return { executor, tools: served.map(serve), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function settledOrAborted({ settled }: McpConnection, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const abort = (): void => aborted.resolve();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  await Promise.race([settled, aborted.promise]);
  signal.removeEventListener('abort', abort);
  throwIfAborted(signal);
}

/** A server that is being restarted still has its tools; calls of them say so. Errors: `UPSTREAM_FAILED`, `INVALID_REQUEST`. */
function requireConnected(connection: McpConnection, name: string): void {
  const { state, problem } = connection.status();
  if (state === 'connected' || state === 'restarting') return;
  if (state === 'disabled') {
    throw new TuneloopError('INVALID_REQUEST', `tools: the MCP server "${name}" is disabled in the configuration.`, {
      details: { param: 'tools' },
    });
  }
  const why = problem ?? 'it did not answer';
  throw new TuneloopError('UPSTREAM_FAILED', `The MCP server "${name}" cannot be reached: ${why}`);
}

function serve({ tool, remoteName }: { tool: Tool; remoteName: string }): ServedTool {
  const { name, description, parameters, effects } = tool;
  return { name: remoteName, modelName: name, description, parameters, effects };
}

function unknownServer(label: string, connections: McpConnections): TuneloopError {
  const labels = [ownLabel, ...connections.status().map(({ name }) => name)].join(', ');
  const message = `tools: no MCP server is called "${label}". There are: ${labels}. Others are configured in "mcpServers".`;
  return new TuneloopError('INVALID_REQUEST', message, { details: { param: 'tools' } });
}

function noHosts(label: string): TuneloopError {
  const message =
    `tools: this server connects to no MCP server that a request names by URL ("${label}"). Configure it in ` +
    '"mcpServers" and leave "server_url" out, or list its host in "mcp.requestHosts".';
  return new TuneloopError('FORBIDDEN', message, { details: { param: 'tools' } });
}
