import type { GenerateRequest, JsonSchema, ToolChoice, ToolDefinition } from '@tuneloop/protocol';
import { functionWireSchema } from '../chat-completions/tool-wire.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { ResponseToolChoiceWire, ResponseToolWire } from './tool-wire.ts';

/** A function as a response shows it. */
export interface FunctionTool {
  type: 'function';
  name: string;
  description: string | null;
  parameters: JsonSchema | null;
  strict: boolean | null;
}

/**
 * The functions among `wires`; tools of other types are added to `ignored`.
 *
 * Errors: `INVALID_REQUEST` for a broken function and a name that is used twice.
 */
export function decodeFunctions(wires: readonly ResponseToolWire[], ignored: string[]): FunctionTool[] {
  const functions = new Map<string, FunctionTool>();
  for (const [index, wire] of wires.entries()) {
    if (wire.type !== 'function') {
      ignored.push(`tools[${index}]`);
      continue;
    }
    const { name, description, parameters, strict } = validateWire(functionWireSchema, wire, ['tools', index]);
    if (functions.has(name)) {
      const path = `tools[${index}].name`;
      throw requestProblem('invalid_value', `${path}: two tools are called "${name}"`, path);
    }
    functions.set(name, {
      type: 'function',
      name,
      description: description ?? null,
      parameters: parameters ?? null,
      strict: strict ?? null,
    });
  }
  return [...functions.values()];
}

/** Errors: `INVALID_REQUEST` for a choice that no function fits. */
export function decodeToolChoice(
  functions: readonly FunctionTool[],
  choice: ResponseToolChoiceWire,
): Pick<GenerateRequest, 'tools' | 'toolChoice'> {
  if (functions.length === 0) {
    if (choice === 'auto' || choice === 'none') return {};
    throw requestProblem('invalid_value', '"tool_choice" asks for a tool, but "tools" has no function.', 'tool_choice');
  }
  const tools = functions.map(defineTool);
  if (typeof choice === 'string') return { tools, toolChoice: choice };
  if (choice.type === 'function') {
    return { tools, toolChoice: { name: requireTool(tools, choice.name, 'tool_choice.name').name } };
  }
  const allowed = new Set(
    choice.tools.map(({ name }, index) => requireTool(tools, name, `tool_choice.tools[${index}].name`)),
  );
  const toolChoice: ToolChoice = choice.mode ?? 'auto';
  return { tools: tools.filter((tool) => allowed.has(tool)), toolChoice };
}

function defineTool({ name, description, parameters }: FunctionTool): ToolDefinition {
  return {
    name,
    description: description ?? undefined,
    parameters: parameters ?? { type: 'object', properties: {} },
  };
}

function requireTool(tools: readonly ToolDefinition[], name: string, path: string): ToolDefinition {
  const found = tools.find((tool) => tool.name === name);
  if (!found) throw requestProblem('invalid_value', `${path}: no tool in "tools" has this name`, path);
  return found;
}
