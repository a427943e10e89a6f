import type { ToolDefinition, ToolEffects, ToolExecutor, ToolVerdict } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { isAllowed, wantsApproval, type McpTool } from './mcp-tool.ts';
import type { OpenToolServer, ServedTool, ToolServers } from './tool-servers.ts';

/** The tools of one server that a request may use. */
export interface ToolListing {
  label: string;
  tools: readonly ServedTool[];
}

/** All tools of servers that a request may use, until it is disposed. */
export interface Toolset extends AsyncDisposable {
  readonly listings: readonly ToolListing[];
  /** Runs them under the policy, and under what the request says of approvals. */
  readonly executor: ToolExecutor;
  /** Whose tool the model means by a name. */
  find(modelName: string): { label: string; name: string } | undefined;
  /** What the model calls a tool, as long as the request has it. */
  modelNameOf(label: string, name: string): string | undefined;
}

export interface ToolsetOptions {
  signal: AbortSignal;
  /** Whether whoever sent the request may approve what the policy asks a human about; otherwise that is refused. */
  mayApprove: boolean;
}

interface Entry {
  tool: ServedTool;
  label: string;
  server: OpenToolServer;
  wantsApproval: boolean;
}

/** Errors: `INVALID_REQUEST` (two of one label), and those of `ToolServers.open`. */
export async function openToolset(
  servers: ToolServers,
  requested: readonly McpTool[],
  { signal, mayApprove }: ToolsetOptions,
): Promise<Toolset> {
  requireOneEach(requested);
  const opened = await openAll(servers, requested, signal);
  const entries = requested.flatMap((mcpTool, index): Entry[] => {
    const server = opened[index]!;
    const tools = server.tools.filter((tool) => isAllowed(mcpTool, tool));
    return tools.map((tool) => ({
      tool,
      label: mcpTool.label,
      server,
      wantsApproval: wantsApproval(mcpTool, tool),
    }));
  });
  // Names of models are unique; should two servers share one nevertheless, the first has it.
  const byName = new Map<string, Entry>();
  for (const entry of entries) if (!byName.has(entry.tool.modelName)) byName.set(entry.tool.modelName, entry);
  const listings = requested.map(({ label }) => ({
    label,
    tools: entries.flatMap((entry) => (entry.label === label ? [entry.tool] : [])),
  }));
  return {
    listings,
    executor: createExecutor(byName, mayApprove),
    find: (modelName) => {
      const entry = byName.get(modelName);
      return entry && { label: entry.label, name: entry.tool.name };
    },
    modelNameOf: (label, name) =>
      entries.find((entry) => entry.label === label && entry.tool.name === name)?.tool.modelName,
    [Symbol.asyncDispose]: () => closeAll(opened),
  };
}

function requireOneEach(requested: readonly McpTool[]): void {
  const twice = requested.find(({ label }, index) => requested.findIndex((other) => other.label === label) !== index);
  if (!twice) return;
  throw requestProblem('invalid_value', `tools: two of type "mcp" have the server_label "${twice.label}"`, 'tools');
}

async function openAll(
  servers: ToolServers,
  requested: readonly McpTool[],
  signal: AbortSignal,
): Promise<OpenToolServer[]> {
  const outcomes = await Promise.allSettled(
    requested.map(({ label, url, headers }) => servers.open({ label, url, headers }, { signal })),
  );
  const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (!failed) return opened;
  await closeAll(opened);
  throw failed.reason;
}

async function closeAll(opened: readonly OpenToolServer[]): Promise<void> {
  await Promise.all(opened.map((server) => server[Symbol.asyncDispose]()));
}

function createExecutor(entries: ReadonlyMap<string, Entry>, mayApprove: boolean): ToolExecutor {
  const judge: ToolExecutor['judge'] = async (call, options) => {
    const entry = entries.get(call.name);
    if (!entry) return unknown(call.name, entries);
    const verdict = await entry.server.executor.judge(call, options);
    // Nobody could answer a question: the policy's refusal tells the model so.
    if (verdict.decision === 'ask' && !mayApprove) return { ...verdict, decision: 'deny' };
    if (verdict.decision !== 'allow' || !entry.wantsApproval) return verdict;
    return { decision: 'ask', reason: 'The request wants to approve calls of this tool ("require_approval").' };
  };
  return {
    list: () => [...entries.values()].map(({ tool }) => describe(tool)),
    judge,
    async execute(call, options) {
      const entry = entries.get(call.name);
      if (!entry) return { status: 'error', error: unknown(call.name, entries).reason };
      if (entry.wantsApproval && !options.approved) {
        return { status: 'error', error: 'This call needs to be approved by whoever sent the request.' };
      }
      return entry.server.executor.execute(call, { ...options, approved: options.approved && mayApprove });
    },
  };
}

function describe({ modelName, description, parameters, effects }: ServedTool): ToolDefinition & {
  effects: ToolEffects;
} {
  return { name: modelName, ...(description !== undefined && { description }), parameters, effects };
}

function unknown(name: string, entries: ReadonlyMap<string, Entry>): ToolVerdict {
  const names = [...entries.keys()].slice(0, 50).join(', ') || 'none';
  return { decision: 'deny', reason: `There is no tool ${JSON.stringify(name.slice(0, 100))}. There are: ${names}.` };
}
