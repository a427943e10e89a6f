import {
  throwIfAborted,
  type Tool,
  type ToolDefinition,
  type ToolEffects,
  type ToolExecutor,
  type ToolResult,
  type ToolVerdict,
} from '@tuneloop/protocol';

export const harmless: ToolEffects = {
  reads: true,
  writes: false,
  network: false,
  destructive: false,
  idempotent: true,
};

/** A tool of a test: what is left out is harmless. */
export function testTool(name: string, execute: Tool['execute'], more: Partial<ToolDefinition & Tool> = {}): Tool {
  return {
    name,
    description: `The tool ${name}.`,
    parameters: { type: 'object' },
    effects: harmless,
    execute,
    ...more,
  };
}

export interface TestExecutor extends ToolExecutor {
  /** What ran, for whom. */
  readonly calls: { name: string; arguments: unknown; owner: string; approved: boolean }[];
  setTools(tools: readonly Tool[]): void;
}

/** Runs what the verdict allows, as the contract says; without limits or an audit. */
export function testExecutor(
  initial: readonly Tool[],
  judge: (name: string) => ToolVerdict = () => ({ decision: 'allow', reason: 'a test' }),
): TestExecutor {
  let tools = initial;
  const listeners = new Set<() => void>();
  const calls: TestExecutor['calls'] = [];
  return {
    calls,
    list: () => tools,
    judge: ({ name }) => judge(name),
    async execute(call, { signal, owner, approved = false, onProgress }): Promise<ToolResult> {
      const tool = tools.find(({ name }) => name === call.name);
      const { decision, reason } = judge(call.name);
      if (!tool) return { status: 'error', error: `unknown tool ${call.name}` };
      if (decision === 'deny' || (decision === 'ask' && !approved)) {
        return { status: 'error', error: `TOOL_DENIED: ${reason}` };
      }
      calls.push({ name: call.name, arguments: call.arguments, owner, approved });
      const result = await tool.execute(call.arguments, { signal, onProgress });
      throwIfAborted(signal);
      return result;
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setTools(next) {
      tools = next;
      for (const listener of listeners) listener();
    },
  };
}
