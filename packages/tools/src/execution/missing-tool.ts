import type { Tool, ToolVerdict } from '@tuneloop/protocol';

/** What a model learns that calls a tool which does not exist. */
export function unknownTool(name: string, names: readonly string[]): ToolVerdict {
  const known = names.length === 0 ? 'There are none.' : `There are: ${names.slice(0, 50).join(', ')}.`;
  return { decision: 'deny', reason: `There is no tool ${JSON.stringify(name.slice(0, 100))}. ${known}` };
}

/** Stands in for a tool that does not exist, so that calls of it are judged and recorded like all others. */
export function missingTool(name: string, names: readonly string[]): Tool {
  const { reason } = unknownTool(name, names);
  return {
    name: name.slice(0, 100),
    parameters: true,
    effects: { reads: false, writes: false, network: false, destructive: false, idempotent: true },
    execute: () => Promise.resolve({ status: 'error', error: reason }),
  };
}
