import type { McpConnections } from '@tuneloop/mcp-bridge';
import { TuneloopError, type EventSink, type Tool, type ToolExecutor, type ToolSource } from '@tuneloop/protocol';
import type { ToolAuditRecord, ToolPolicy } from '@tuneloop/tools';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import { loginStore } from '../mcp/log-in.ts';
import { revealServers } from '../mcp/server-settings.ts';
import { toolCallRecord } from '../recording/tool-call-record.ts';
import { waitAtMost } from '../server/wait-at-most.ts';

/** How long the configured servers may take before work begins without them. */
const serversMs = 5000;

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
  policy(): Promise<ToolPolicy>;
  /** The configured MCP servers, which begin to be connected. */
  servers(): Promise<McpConnections>;
  /** Begins to connect the MCP servers, if there are any. */
  start(): void;
}

export interface PlatformToolsOptions {
  config: Config;
  logger: Logger;
  /** Gets one record for every call that came to an end. */
  sink: EventSink;
  /** The folder that file tools are held to where the policy names none. */
  folder: string;
}

export function createPlatformTools({ config, logger, sink, folder }: PlatformToolsOptions): PlatformTools {
  let connections: Promise<McpConnections> | undefined;
  let executor: Promise<ToolExecutor> | undefined;

  const audit = (record: ToolAuditRecord): void => {
    logAudit(logger, record);
    sink.write({ version: 1, type: 'tool-call', call: toolCallRecord(record) });
  };
  const connect = async (): Promise<McpConnections> => {
    const { connectMcpServers } = await import('@tuneloop/mcp-bridge');
    return connectMcpServers(revealServers(config.mcpServers), { logger, credentials: loginStore(config) });
  };
  const servers = (): Promise<McpConnections> => (connections ??= connect());

  const createExecutor = async (): Promise<ToolExecutor> => {
    const [{ createToolExecutor, createTools, loadTools }, { source }] = await Promise.all([
      import('@tuneloop/tools'),
      servers(),
    ]);
    return createToolExecutor({
      tools: [
        ...(await loadTools(config.tools.modules)),
        ...createTools({ currentFolder: folder }),
        ...(config.tools.shell === 'sandbox' ? await shellTools(folder, logger) : []),
      ],
      sources: [source],
      policy: await policy(),
      audit,
    });
  };
  const policy = async (): Promise<ToolPolicy> => {
    const { defaultToolPolicy } = await import('@tuneloop/tools');
    return serverPolicy(config, folder, defaultToolPolicy);
  };

  const toolExecutor = (): Promise<ToolExecutor> => (executor ??= createExecutor());

  return {
    servers,
    async prepared() {
      const prepared = await toolExecutor();
      await waitAtMost((await servers()).settled, serversMs);
      return prepared;
    },
    start() {
      if (Object.keys(config.mcpServers).length === 0) return;
      servers().catch((error: unknown) => logger.error({ error }, 'MCP servers not connected'));
    },
    policy,
    async executorOf(source) {
      const { createToolExecutor } = await import('@tuneloop/tools');
      return createToolExecutor({ sources: [source], policy: await policy(), audit });
    },
    executor: toolExecutor,
    async [Symbol.asyncDispose]() {
      await (await connections?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
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
