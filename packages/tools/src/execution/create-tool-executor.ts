import {
  TuneloopError,
  type Tool,
  type ToolDefinition,
  type ToolEffects,
  type ToolExecutor,
  type ToolResult,
  type ToolSource,
} from '@tuneloop/protocol';
import { defaultToolPolicy } from '../policy/default-policy.ts';
import { judgeTool } from '../policy/judge.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import type { ToolAudit } from './audit.ts';
import { createCallOrder, type CallOrder } from './call-order.ts';
import { judgeCall } from './judge-call.ts';
import { missingTool, unknownTool } from './missing-tool.ts';
import { orAborted } from './or-aborted.ts';
import { createResultCache, type ResultCache } from './result-cache.ts';
import { runTool } from './run-tool.ts';

export interface ToolExecutorOptions {
  /** Such as `createTools()` gives. */
  tools?: readonly Tool[] | undefined;
  /** Tools that come and go. A name that exists already stays with the tool that has it. */
  sources?: readonly ToolSource[] | undefined;
  /** A function is asked before each call, so that a policy can change while the program runs. */
  policy?: ToolPolicy | (() => ToolPolicy) | undefined;
  audit?: ToolAudit | undefined;
}

/**
 * Runs tools for a tool loop or a server. Calls that change nothing run together; those that write or destroy wait for
 * their owner's earlier calls, and later ones for them, in the order in which `execute` was called.
 *
 * Errors: `INVALID_REQUEST` when two of `tools` have one name.
 */
export function createToolExecutor(options: ToolExecutorOptions): ToolExecutor {
  const { tools = [], sources = [], policy = defaultToolPolicy, audit } = options;
  const twice = tools.find(({ name }, index) => tools.findIndex((tool) => tool.name === name) !== index);
  if (twice) throw new TuneloopError('INVALID_REQUEST', `createToolExecutor: two tools are called "${twice.name}".`);
  const currentPolicy = (): ToolPolicy => (typeof policy === 'function' ? policy() : policy);
  const cacheOf = createCacheOfPolicy();
  const orderOf = createOrders();

  /** By name; the policy's denied ones too, so that a call of theirs learns why. */
  const available = (): Map<string, Tool> => {
    const found = new Map<string, Tool>();
    for (const tool of [...tools, ...sources.flatMap((source) => source.list())]) {
      if (!found.has(tool.name)) found.set(tool.name, tool);
    }
    return found;
  };

  return {
    list() {
      const policy = currentPolicy();
      return [...available().values()].filter((tool) => judgeTool(tool, policy).decision !== 'deny').map(described);
    },
    async judge({ name, arguments: args }) {
      const tool = available().get(name);
      return tool === undefined ? unknownTool(name, [...available().keys()]) : judgeCall(tool, args, currentPolicy());
    },
    ruleOf(name) {
      const tool = available().get(name);
      return tool && judgeTool(tool, currentPolicy());
    },
    async execute(call, { signal, onProgress, owner, approved = false }) {
      const found = available();
      const tool = found.get(call.name) ?? missingTool(call.name, [...found.keys()]);
      const changes = tool.effects.writes || tool.effects.destructive;
      const turn = orderOf(owner).run(changes, () => {
        const policy = currentPolicy();
        const limits = { policy, audit, cache: cacheOf(policy) };
        return runTool(tool, call.arguments, {
          ...limits,
          signal,
          onProgress,
          owner,
          callId: call.id,
          // With the usual text for a person who cannot be asked.
          ...(approved && { approve: () => true }),
        });
      });
      return settledOrAborted(turn, signal);
    },
    watch(listener) {
      const ends = sources.map((source) => source.watch(listener));
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

/** A call that still waits for an earlier one need not wait to be cancelled. */
async function settledOrAborted(turn: Promise<ToolResult>, signal: AbortSignal): Promise<ToolResult> {
  try {
    return await orAborted(turn, signal);
  } catch (error) {
    throw TuneloopError.from(error);
  }
}

function described({ name, description, parameters, effects }: Tool): ToolDefinition & { effects: ToolEffects } {
  return { name, ...(description !== undefined && { description }), parameters, effects };
}

/** What one policy allowed, another may not. */
function createCacheOfPolicy(): (policy: ToolPolicy) => ResultCache {
  const caches = new WeakMap<ToolPolicy, ResultCache>();
  return (policy) => {
    const cache = caches.get(policy) ?? createResultCache();
    caches.set(policy, cache);
    return cache;
  };
}

/** One for each owner with calls under way. */
function createOrders(): (owner: string) => CallOrder {
  const orders = new Map<string, { order: CallOrder; running: number }>();
  return (owner) => {
    const entry = orders.get(owner) ?? { order: createCallOrder(), running: 0 };
    orders.set(owner, entry);
    return {
      async run(isAlone, work) {
        entry.running += 1;
        try {
          return await entry.order.run(isAlone, work);
        } finally {
          entry.running -= 1;
          if (entry.running === 0) orders.delete(owner);
        }
      },
    };
  };
}
