import type { GenerateRequest, ToolChoice, ToolDefinition } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { clientToolSchema, type ToolChoiceWire, type ToolWire } from './tool-wire.ts';

interface ToolsWire {
  tools?: ToolWire[] | null | undefined;
  tool_choice?: ToolChoiceWire | null | undefined;
}

/**
 * Tools that Anthropic runs or defines (`web_search_…`, `bash_…`) are dropped and added to `ignored`.
 *
 * Errors: `INVALID_REQUEST` for a broken tool, a name that is used twice, or a choice that no tool fits.
 */
export function decodeTools(
  wire: ToolsWire,
  ignored: string[],
): Pick<GenerateRequest, 'tools' | 'toolChoice' | 'parallelToolCalls'> {
  const tools = decodeDefinitions(wire.tools ?? [], ignored);
  const choice = wire.tool_choice ?? undefined;
  const toolChoice = choice && decodeChoice(choice, tools);
  if (tools.length === 0) return {};
  const single = choice !== undefined && choice.type !== 'none' && choice.disable_parallel_tool_use === true;
  return { tools, toolChoice, parallelToolCalls: single ? false : undefined };
}

function decodeDefinitions(wires: readonly ToolWire[], ignored: string[]): ToolDefinition[] {
  const tools = new Map<string, ToolDefinition>();
  for (const [index, wire] of wires.entries()) {
    if ((wire.type ?? 'custom') !== 'custom') {
      ignored.push(`tools[${index}]`);
      continue;
    }
    const { name, description, input_schema } = validateWire(clientToolSchema, wire, ['tools', index]);
    if (tools.has(name)) {
      const path = `tools[${index}].name`;
      throw requestProblem('invalid_value', `${path}: two tools are called "${name}"`, path);
    }
    tools.set(name, { name, description: description ?? undefined, parameters: input_schema });
  }
  return [...tools.values()];
}

function decodeChoice(choice: ToolChoiceWire, tools: readonly ToolDefinition[]): ToolChoice {
  switch (choice.type) {
    case 'auto':
    case 'none':
      return choice.type;
    case 'any':
      if (tools.length > 0) return 'required';
      throw requestProblem(
        'invalid_value',
        '"tool_choice" asks for a tool, but "tools" has none that this server can offer.',
        'tool_choice',
      );
    case 'tool':
    default:
      if (tools.some(({ name }) => name === choice.name)) return { name: choice.name };
      throw requestProblem(
        'invalid_value',
        'tool_choice.name: no tool in "tools" that this server can offer has this name',
        'tool_choice.name',
      );
  }
}
