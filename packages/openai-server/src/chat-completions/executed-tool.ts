import type { Toolset } from '../mcp-tools/toolset.ts';
import type { ToolResultEvent } from '../tool-loop/tool-loop-event.ts';

/** Groq's: a call that the server ran for the answer. */
export interface ExecutedTool {
  /** Among those of the answer, from 0. */
  index: number;
  type: 'mcp';
  server_label: string;
  name: string;
  /** The text as the model wrote it: normally JSON. */
  arguments: string;
  /** What the model read, as JSON. */
  output: string;
}

/** `undefined` for a call of a tool that does not exist. */
export function encodeExecuted(
  { name: modelName, arguments: text, result }: ToolResultEvent,
  toolset: Pick<Toolset, 'find'>,
  index: number,
): ExecutedTool | undefined {
  const tool = toolset.find(modelName);
  if (!tool) return undefined;
  const { label: server_label, name } = tool;
  return { index, type: 'mcp', server_label, name, arguments: text, output: JSON.stringify(result) };
}
