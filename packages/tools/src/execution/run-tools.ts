import type { Tool, ToolInvocation, ToolResult } from '@tuneloop/protocol';
import { createCallOrder } from './call-order.ts';
import { missingTool } from './missing-tool.ts';
import { runTool, type RunToolOptions } from './run-tool.ts';

/** Calls of one turn that run at the same time. */
const mostTogether = 8;

/**
 * Runs the calls of one turn: those that change nothing together, eight at most, one that writes or destroys alone and in
 * its turn. The results stand in the order of the calls; a call of a tool that does not exist gets a result that says so.
 *
 * Errors: as `runTool`.
 */
export async function runTools(
  tools: readonly Tool[],
  calls: readonly ToolInvocation[],
  options: Omit<RunToolOptions, 'callId'> = {},
): Promise<ToolResult[]> {
  const order = createCallOrder();
  const names = tools.map(({ name }) => name);
  const results: ToolResult[] = [];
  const waiting = calls.entries();
  const runWaiting = async (): Promise<void> => {
    for (const [index, { id, name, arguments: args }] of waiting) {
      const tool = tools.find((tool) => tool.name === name) ?? missingTool(name, names);
      const isAlone = tool.effects.writes || tool.effects.destructive;
      results[index] = await order.run(isAlone, () => runTool(tool, args, { ...options, callId: id }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(mostTogether, calls.length) }, runWaiting));
  return results;
}
