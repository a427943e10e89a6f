import type { Tool, ToolInvocation, ToolResult } from '@tuneloop/protocol';
import { createCallOrder } from './call-order.ts';
import { missingTool } from './missing-tool.ts';
import { runTool, type RunToolOptions } from './run-tool.ts';

/**
 * Runs the calls of one turn: those that change nothing together, one that writes or destroys alone and in its turn. The
 * results stand in the order of the calls; a call of a tool that does not exist gets a result that says so.
 *
 * Errors: as `runTool`.
 */
export function runTools(
  tools: readonly Tool[],
  calls: readonly ToolInvocation[],
  options: Omit<RunToolOptions, 'callId'> = {},
): Promise<ToolResult[]> {
  const order = createCallOrder();
  const names = tools.map(({ name }) => name);
  return Promise.all(
    calls.map(({ id, name, arguments: args }) => {
      const tool = tools.find((tool) => tool.name === name) ?? missingTool(name, names);
      const isAlone = tool.effects.writes || tool.effects.destructive;
      return order.run(isAlone, () => runTool(tool, args, { ...options, callId: id }));
    }),
  );
}
