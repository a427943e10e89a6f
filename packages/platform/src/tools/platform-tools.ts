import { join } from 'node:path';
import type { McpConnections, McpServerConfig } from '@tuneloop/mcp-bridge';
import type { ToolOrigin } from '@tuneloop/openai-server';
import { TuneloopError, type EventSink, type Tool, type ToolExecutor, type ToolSource } from '@tuneloop/protocol';
import type { ToolAuditRecord, ToolPolicy } from '@tuneloop/tools';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import { loginStore } from '../mcp/log-in.ts';
import { revealServers } from '../mcp/server-settings.ts';
import { toolCallRecord } from '../recording/tool-call-record.ts';
import type { PreparedChange } from '../reload/live-settings.ts';
import { changeServers } from './change-servers.ts';
import { waitAtMost } from '../server/wait-at-most.ts';
import { withHeaders } from '../telemetry/with-headers.ts';
import { decidedPolicy } from './decided-policy.ts';
import {
  createToolSettingsFile,
  type ToolDecision,
  type ToolSettings,
  type ToolSettingsFile,
} from './tool-settings.ts';

/** How long the configured servers may take before work begins without them. */
const serversMs = 5000;

/** A tool with where it comes from. */
export interface CatalogTool {
  tool: Tool;
  origin: ToolOrigin;
}

/** The tools of this server. Neither they nor what they need is loaded before somebody asks. */
export interface PlatformTools extends AsyncDisposable {
  /**
   * Its own tools and those of the MCP servers, which begin to be connected, under the configured policy.
   *
   * Errors: `CONFIG_INVALID` when a module of tools cannot be loaded.
   */
  executor(): Promise<ToolExecutor>;
  /** `executor`, once the MCP servers are connected or have had 5 s; they are added when they come later. */
  prepared(): Promise<ToolExecutor>;
  /** Other tools under the same policy, with the same record. */
  executorOf(source: ToolSource): Promise<ToolExecutor>;
  /** As configured. */
  policy(): Promise<ToolPolicy>;
  /** The same with what people decided since. */
  decidedPolicy(): Promise<ToolPolicy>;
  /** Every tool, those too that the policy denies. */
  catalog(): Promise<CatalogTool[]>;
  /** What people decided and added while the server ran. */
  settings(): Promise<ToolSettings>;
  /** @param decision left out: as configured. Errors: `STORE_FAILED`. */
  decide(name: string, decision: ToolDecision | undefined): Promise<void>;
  /** The MCP servers, configured and added, which begin to be connected. */
  servers(): Promise<McpConnections>;
  /** Kept, then connected. Errors: `INVALID_REQUEST` (the name is taken), `STORE_FAILED`. */
  addServer(name: string, server: McpServerConfig): Promise<void>;
  /** Forgotten, then disconnected. Errors: `NOT_FOUND`, `STORE_FAILED`. */
  removeServer(name: string): Promise<void>;
  /** Makes ready what a reload changes of the policy and of MCP servers. */
  prepareReload(next: Config): Promise<PreparedChange>;
  /** Begins to connect the MCP servers, if there are any. */
  start(): void;
}

export interface PlatformToolsOptions {
  config: Config;
  logger: Logger;
  /** Gets one record for every call that came to an end. */
  sink: EventSink;
  /** What a request to an MCP server carries beside its own headers. */
  headers?: (() => Record<string, string>) | undefined;
  /** The folder that file tools are held to where the policy names none. */
  folder: string;
}

export function createPlatformTools(options: PlatformToolsOptions): PlatformTools {
  const { config, logger, sink, folder, headers = () => ({}) } = options;
  const tracedFetch = withHeaders((input, init) => fetch(input, init), headers);
  let connections: Promise<McpConnections> | undefined;
  let executor: Promise<ToolExecutor> | undefined;

  const audit = (record: ToolAuditRecord): void => {
    logAudit(logger, record);
    sink.write({ version: 1, type: 'tool-call', call: toolCallRecord(record) });
  };
  const file = createToolSettingsFile(join(config.folders.data, 'tools.json'));
  let settings: Promise<ToolSettings> | undefined;
  const readSettings = (): Promise<ToolSettings> => (settings ??= readQuietly(file, logger));
  const change: ToolSettingsFile['change'] = async (work) => {
    const changed = await file.change(work);
    settings = Promise.resolve(changed);
    decided = undefined;
    return changed;
  };

  const connect = async (): Promise<McpConnections> => {
    const [{ connectMcpServers }, { mcpServers: added }] = await Promise.all([
      import('@tuneloop/mcp-bridge'),
      readSettings(),
    ]);
    const servers = { ...added, ...revealServers(config.mcpServers) };
    const connected = connectMcpServers(servers, { logger, credentials: loginStore(config), fetch: tracedFetch });
    connected.source.watch(() => (decided = undefined));
    return connected;
  };
  const servers = (): Promise<McpConnections> => (connections ??= connect());

  const loadOwn = async (): Promise<CatalogTool[]> => {
    const { createTools, loadTools } = await import('@tuneloop/tools');
    const modules = await loadTools(config.tools.modules);
    const builtIn = [
      ...createTools({ currentFolder: folder }),
      ...(config.tools.shell === 'sandbox' ? await shellTools(folder, logger) : []),
    ];
    return [
      ...modules.map((tool): CatalogTool => ({ tool, origin: { type: 'module' } })),
      ...builtIn.map((tool): CatalogTool => ({ tool, origin: { type: 'built-in' } })),
    ];
  };
  let own: Promise<CatalogTool[]> | undefined;
  const ownTools = (): Promise<CatalogTool[]> => (own ??= loadOwn());

  const policy = async (): Promise<ToolPolicy> => {
    const { defaultToolPolicy } = await import('@tuneloop/tools');
    return serverPolicy(config, folder, defaultToolPolicy);
  };
  /** As the configuration of the moment has it, also for turns that run. */
  let configured: ToolPolicy | undefined;
  /** Made anew after each change of tools and decisions. */
  let decided: ToolPolicy | undefined;
  let decisions: ToolSettings['decisions'] = {};
  const livePolicy = async (): Promise<() => ToolPolicy> => {
    const [{ judgeTool }, policyNow, tools, { source }] = await Promise.all([
      import('@tuneloop/tools'),
      policy(),
      ownTools(),
      servers(),
    ]);
    ({ decisions } = await readSettings());
    configured = policyNow;
    return () =>
      (decided ??= decidedPolicy(configured ?? policyNow, decisions, {
        tools: [...tools.map(({ tool }) => tool), ...source.list()],
        judgeTool,
      }));
  };
  let live: Promise<() => ToolPolicy> | undefined;
  const currentPolicy = (): Promise<() => ToolPolicy> => (live ??= livePolicy());

  const createExecutor = async (): Promise<ToolExecutor> => {
    const [{ createToolExecutor }, tools, { source }] = await Promise.all([
      import('@tuneloop/tools'),
      ownTools(),
      servers(),
    ]);
    return createToolExecutor({
      tools: tools.map(({ tool }) => tool),
      sources: [source],
      policy: await currentPolicy(),
      audit,
    });
  };
  const toolExecutor = (): Promise<ToolExecutor> => (executor ??= createExecutor());

  let starting: Promise<void> | undefined;
  const connectIfAny = async (): Promise<void> => {
    const { mcpServers: added } = await readSettings();
    if (Object.keys({ ...added, ...config.mcpServers }).length > 0) await servers();
  };

  return {
    servers,
    async prepared() {
      const prepared = await toolExecutor();
      await waitAtMost((await servers()).settled, serversMs);
      return prepared;
    },
    start() {
      starting ??= connectIfAny().catch((error: unknown) => logger.error({ error }, 'MCP servers not connected'));
    },
    policy,
    async prepareReload(next) {
      const { defaultToolPolicy } = await import('@tuneloop/tools');
      const nextPolicy = serverPolicy(next, folder, defaultToolPolicy);
      const [before, after] = [revealServers(config.mcpServers), revealServers(next.mcpServers)];
      return {
        commit() {
          configured = nextPolicy;
          decided = undefined;
          const changed = connections?.then((connected) => changeServers(connected, before, after));
          changed?.catch((error: unknown) => logger.error({ error }, 'MCP servers not changed'));
          if (connections === undefined && starting !== undefined && Object.keys(after).length > 0) void servers();
        },
      };
    },
    decidedPolicy: async () => (await currentPolicy())(),
    async catalog() {
      const [tools, connected] = await Promise.all([ownTools(), servers()]);
      const names = new Set(tools.map(({ tool }) => tool.name));
      const remote = connected.status().flatMap(({ name }) =>
        (connected.find(name)?.tools() ?? []).map(({ tool }): CatalogTool => ({
          tool,
          origin: { type: 'mcp', name },
        })),
      );
      return [...tools, ...remote.filter(({ tool }) => !names.has(tool.name))];
    },
    settings: readSettings,
    async decide(name, decision) {
      const changed = await change(({ decisions: before, ...rest }) => {
        const { [name]: _old, ...others } = before;
        return { ...rest, decisions: decision === undefined ? others : { ...others, [name]: decision } };
      });
      ({ decisions } = changed);
      decided = undefined;
    },
    async addServer(name, server) {
      const connected = await servers();
      if (connected.find(name) !== undefined) {
        const message = `There is an MCP server "${name}" already; choose another name, or remove it first.`;
        throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'name' } });
      }
      await change((before) => ({ ...before, mcpServers: { ...before.mcpServers, [name]: server } }));
      connected.add(name, server);
    },
    async removeServer(name) {
      const connected = await servers();
      await change(({ mcpServers: { [name]: _removed, ...mcpServers }, ...rest }) => ({ ...rest, mcpServers }));
      await connected.remove(name);
    },
    async executorOf(source) {
      const { createToolExecutor } = await import('@tuneloop/tools');
      return createToolExecutor({ sources: [source], policy: await currentPolicy(), audit });
    },
    executor: toolExecutor,
    async [Symbol.asyncDispose]() {
      await starting;
      await (await connections?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

/** Without what cannot be read nobody gets more than the configuration gives; changing it says what is wrong. */
async function readQuietly(file: ToolSettingsFile, logger: Logger): Promise<ToolSettings> {
  try {
    return await file.read();
  } catch (error) {
    logger.error({ error: TuneloopError.from(error).message }, 'decisions about tools not read');
    return { version: 1, decisions: {}, mcpServers: {} };
  }
}

/** `run_command` where its sandbox works; the reason is logged where it does not, and told by the doctor. */
async function shellTools(currentFolder: string, logger: Logger): Promise<Tool[]> {
  const { createRunCommandTool, createShellSandbox } = await import('@tuneloop/tools');
  const sandbox = createShellSandbox();
  try {
    await sandbox.verify();
    return [createRunCommandTool({ sandbox, currentFolder })];
  } catch (error) {
    logger.error({ error: TuneloopError.from(error).message }, 'shell commands are not offered (tools.shell)');
    return [];
  }
}

/** What this server adds to the policy: file tools stay in its folder unless told otherwise, and out of its own data. */
function serverPolicy({ tools, folders }: Config, folder: string, policy: ToolPolicy): ToolPolicy {
  const { files, ...rest } = tools.policy ?? policy;
  const { allowedRoots = [folder], protectedPaths } = files;
  return { ...rest, files: { ...files, allowedRoots, protectedPaths: [...protectedPaths, folders.data] } };
}

function logAudit(logger: Logger, { owner, callId, tool, arguments: args, ...record }: ToolAuditRecord): void {
  const { verdict, approved, outcome, error, cached, durationMs, resultCharacters } = record;
  const details = {
    owner,
    callId,
    tool,
    arguments: args,
    decision: verdict.decision,
    approved,
    outcome,
    error,
    cached,
  };
  logger.info({ ...details, durationMs, resultCharacters }, 'tool call');
}
