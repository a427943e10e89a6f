import { randomUUID } from 'node:crypto';
import type { McpConnection, McpConnections, McpServerConfig } from '@tuneloop/mcp-bridge';
import { mcpServerConfigSchema } from '@tuneloop/mcp-bridge/config';
import type { ControlledServer, ControlledTool, TestedServer, ToolControl } from '@tuneloop/openai-server';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import { revealServer } from '../mcp/server-settings.ts';
import type { CatalogTool, PlatformTools } from './platform-tools.ts';

export interface ToolControlOptions {
  config: Config;
  tools: PlatformTools;
  logger: Logger;
}

/** Of a server that is tried, which has no name yet. */
const candidateName = 'candidate';

/** What the tools page of the web app shows and changes. */
export function createToolControl({ config, tools, logger }: ToolControlOptions): ToolControl {
  const isConfigured = (name: string): boolean => config.mcpServers[name] !== undefined;

  async function describe(catalog: readonly CatalogTool[]): Promise<ControlledTool[]> {
    const [{ judgeTool }, configured, decided, { decisions }] = await Promise.all([
      import('@tuneloop/tools'),
      tools.policy(),
      tools.decidedPolicy(),
      tools.settings(),
    ]);
    return catalog.map(({ tool, origin }) => {
      const { name, description, parameters, effects } = tool;
      const before = judgeTool(tool, configured).decision;
      const { decision, reason } = judgeTool(tool, decided);
      const isDecidedHere = before !== 'deny' && Object.hasOwn(decisions, name);
      return { name, description, parameters, effects, origin, decision, reason, isDecidedHere, configured: before };
    });
  }

  async function requireTool(name: string): Promise<CatalogTool> {
    const found = (await tools.catalog()).find(({ tool }) => tool.name === name);
    if (found) return found;
    throw new TuneloopError('NOT_FOUND', `There is no tool "${name.slice(0, 100)}"; GET /v1/tools lists them.`);
  }

  async function requireServer(name: string): Promise<McpConnections> {
    const connections = await tools.servers();
    if (connections.find(name)) return connections;
    throw new TuneloopError('NOT_FOUND', `There is no MCP server "${name.slice(0, 100)}".`);
  }

  return {
    list: async () => describe(await tools.catalog()),
    async call({ name, arguments: args, owner }, { signal }) {
      await requireTool(name);
      const executor = await tools.executor();
      const id = randomUUID();
      return executor.execute({ id, name, arguments: { ...args } }, { signal, owner: owner ?? 'page', approved: true });
    },
    async decide(name, decision) {
      const found = await requireTool(name);
      const [before] = await describe([found]);
      if (before!.configured === 'deny' && decision !== undefined) {
        const message = `The configuration denies ${name}: change "tools.policy" there. ${before!.reason}`;
        throw new TuneloopError('FORBIDDEN', message);
      }
      await tools.decide(name, decision);
      return (await describe([found]))[0]!;
    },
    async servers() {
      const [connections, { mcpServers: added }] = await Promise.all([tools.servers(), tools.settings()]);
      return connections.status().map(({ name, state, title, version, problem, tools: names }): ControlledServer => {
        const configured = config.mcpServers[name];
        const server = configured ? revealServer(configured) : added[name];
        const needsLogin = state === 'failed' && problem?.includes(`mcp login ${name}`) === true;
        return {
          name,
          state: needsLogin ? 'login' : state,
          ...targetOf(server),
          title,
          version,
          problem,
          tools: names,
          isConfigured: isConfigured(name),
        };
      });
    },
    async test(server, { signal }) {
      const { connectMcpServers } = await import('@tuneloop/mcp-bridge');
      await using connections = connectMcpServers({ [candidateName]: parseServer(server) }, { logger });
      const connection = connections.find(candidateName)!;
      await settledOrAborted(connection, signal);
      return describeTested(connection);
    },
    add: (name, server) => tools.addServer(name, parseServer(server)),
    async remove(name) {
      await requireServer(name);
      if (isConfigured(name)) {
        const message = `The configuration names "${name}": take it out of "mcpServers" there, or set "disabled".`;
        throw new TuneloopError('INVALID_REQUEST', message);
      }
      await tools.removeServer(name);
    },
    async restart(name) {
      const connections = await requireServer(name);
      await (
        await connections.restart(name)
      ).settled;
    },
  };
}

function targetOf(server: McpServerConfig | undefined): {
  transport: ControlledServer['transport'];
  target: string;
} {
  if (server === undefined) return { transport: 'stdio', target: '' };
  if ('url' in server) return { transport: 'http', target: server.url };
  return { transport: 'stdio', target: [server.command, ...(server.args ?? [])].join(' ') };
}

/** Errors: `INVALID_REQUEST`. */
function parseServer(server: unknown): McpServerConfig {
  const parsed = mcpServerConfigSchema.safeParse(server);
  if (parsed.success) return parsed.data;
  const message = `server: ${z.prettifyError(parsed.error)}`;
  throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'server' } });
}

/** Errors: `UPSTREAM_FAILED`. */
function describeTested(connection: McpConnection): TestedServer {
  const { state, problem, title, version } = connection.status();
  if (state !== 'connected') throw new TuneloopError('UPSTREAM_FAILED', problem ?? 'it did not answer.');
  return {
    title,
    version,
    tools: connection.tools().map(({ tool, remoteName }) => ({ name: remoteName, description: tool.description })),
  };
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
