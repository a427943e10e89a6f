import type { GenerateRequest, ToolChoice, ToolDefinition } from '@tuneloop/protocol';
import type { UpstreamKind } from '../options.ts';

type ToolSettings = Pick<GenerateRequest, 'tools' | 'toolChoice'>;

/** The tools of a chat request, and which of them must be called. */
export function encodeTools({ tools, toolChoice }: ToolSettings, kind: UpstreamKind): object {
  if (!tools?.length) return {};
  const named = typeof toolChoice === 'object' ? tools.filter(({ name }) => name === toolChoice.name) : [];
  // llama-server takes a named tool for `auto`: it gets that one alone, and must call it.
  const isAlone = kind === 'llama.cpp' && named.length > 0;
  return {
    tools: (isAlone ? named : tools).map(encodeTool),
    ...(toolChoice !== undefined && { tool_choice: isAlone ? 'required' : encodeToolChoice(toolChoice) }),
  };
}

/** Servers expect an object; `true` and `false` say nothing about the arguments' properties. */
function encodeTool({ parameters, ...tool }: ToolDefinition): object {
  const schema = typeof parameters === 'boolean' ? { type: 'object', properties: {} } : parameters;
  return { type: 'function', function: { ...tool, parameters: schema } };
}

function encodeToolChoice(choice: ToolChoice): string | object {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}
