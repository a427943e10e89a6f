import type { Tool } from '@tuneloop/protocol';
import type { RunToolOptions } from '../execution/run-tool.ts';
import { runTools } from '../execution/run-tools.ts';

/** An entry of `tools` in a request to an OpenAI-compatible server. */
export interface FunctionTool {
  type: 'function';
  function: { name: string; description: string; parameters: Record<string, unknown> };
}

/** An entry of a message's `tool_calls`; `arguments` is JSON. */
export interface FunctionToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

/** The message that answers one call. */
export interface ToolMessage {
  role: 'tool';
  tool_call_id: string;
  content: string;
}

/** Tools as the `tools` of a chat completion. */
export function functionTools(tools: readonly Tool[]): FunctionTool[] {
  return tools.map(({ name, description = '', parameters }) => ({
    type: 'function',
    function: { name, description, parameters: typeof parameters === 'object' ? parameters : { type: 'object' } },
  }));
}

/**
 * Runs the `tool_calls` of a message and gives the messages that go behind it, in their order. Calls of other types than
 * `function` are left out.
 *
 * Errors: as `runTool`.
 */
export async function answerToolCalls(
  tools: readonly Tool[],
  calls: readonly (FunctionToolCall | { type: string; id: string })[],
  options: Omit<RunToolOptions, 'callId'> = {},
): Promise<ToolMessage[]> {
  const functionCalls = calls.filter(
    (call): call is FunctionToolCall => call.type === 'function' && 'function' in call,
  );
  const invocations = functionCalls.map(({ id, function: { name, arguments: text } }) => ({
    id,
    name,
    arguments: parseArguments(text),
  }));
  const results = await runTools(tools, invocations, options);
  return results.map((result, index) => ({
    role: 'tool',
    tool_call_id: functionCalls[index]!.id,
    content: JSON.stringify(result),
  }));
}

/** Servers write `{}` as an empty text too; what is no JSON stays a text, which fits no tool's schema. */
function parseArguments(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
