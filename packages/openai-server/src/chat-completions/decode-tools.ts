import type { GenerateRequest, ToolChoice, ToolDefinition } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { decodeMcpTool, type McpTool } from '../mcp-tools/mcp-tool.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { functionWireSchema, type ToolChoiceWire, type ToolWire } from './tool-wire.ts';

interface ToolsWire {
  tools?: ToolWire[] | null | undefined;
  tool_choice?: ToolChoiceWire | null | undefined;
  parallel_tool_calls?: boolean | null | undefined;
}

export interface DecodedTools extends Pick<GenerateRequest, 'tools' | 'toolChoice' | 'parallelToolCalls'> {
  /** Whose tools this server runs for the model. */
  servers: McpTool[];
}

/**
 * Tools of unknown types are dropped and added to `ignored`.
 *
 * @param options.hasServers whether those of the type `mcp` are known.
 *
 * Errors: `INVALID_REQUEST` for a broken tool, a name that is used twice, or a choice that no tool fits.
 */
export function decodeTools(
  wire: ToolsWire,
  { ignored, hasServers = false }: { ignored: string[]; hasServers?: boolean },
): DecodedTools {
  const wires = wire.tools ?? [];
  const servers = hasServers ? decodeServers(wires, ignored) : [];
  const tools = decodeDefinitions(wires, { ignored, hasServers });
  const choice = wire.tool_choice ?? undefined;
  const parallelToolCalls = wire.parallel_tool_calls ?? undefined;
  if (tools.length === 0 && servers.length === 0) {
    if (choice === undefined || choice === 'auto' || choice === 'none') return { servers };
    throw requestProblem('invalid_value', '"tool_choice" asks for a tool, but "tools" has no function.', 'tool_choice');
  }
  const chosen = applyChoice(tools, choice);
  // A list of functions that are allowed allows nothing else.
  const isListed = typeof choice === 'object' && choice.type === 'allowed_tools';
  return {
    ...chosen,
    tools: chosen.tools.length > 0 ? chosen.tools : undefined,
    parallelToolCalls,
    servers: isListed ? [] : servers,
  };
}

function decodeServers(wires: readonly ToolWire[], ignored: string[]): McpTool[] {
  return wires.flatMap((wire, index) => {
    if (wire.type !== 'mcp') return [];
    const server = decodeMcpTool(wire, index, ignored);
    const { require_approval: rule } = server.wire;
    if (rule === undefined || rule === null || rule === 'never') return [server];
    const path = `tools[${index}].require_approval`;
    const message = `${path}: a chat completion cannot ask for approvals. Use /v1/responses, which can, or "never".`;
    throw requestProblem('unsupported_value', message, path);
  });
}

function decodeDefinitions(
  wires: readonly ToolWire[],
  { ignored, hasServers }: { ignored: string[]; hasServers: boolean },
): ToolDefinition[] {
  const tools: ToolDefinition[] = [];
  const names = new Set<string>();
  for (const [index, wire] of wires.entries()) {
    if (wire.type === 'mcp' && hasServers) continue;
    if (wire.type !== 'function') {
      ignored.push(`tools[${index}]`);
      continue;
    }
    const definition = validateWire(functionWireSchema, wire.function, ['tools', index, 'function']);
    if (names.has(definition.name)) {
      const path = `tools[${index}].function.name`;
      throw requestProblem('invalid_value', `${path}: two tools are called "${definition.name}"`, path);
    }
    names.add(definition.name);
    tools.push({
      name: definition.name,
      description: definition.description ?? undefined,
      parameters: definition.parameters ?? { type: 'object', properties: {} },
    });
  }
  return tools;
}

function applyChoice(
  tools: ToolDefinition[],
  choice: ToolChoiceWire | undefined,
): { tools: ToolDefinition[]; toolChoice?: ToolChoice } {
  if (choice === undefined) return { tools };
  if (typeof choice === 'string') return { tools, toolChoice: choice };
  if (choice.type === 'function') {
    return { tools, toolChoice: { name: requireTool(tools, choice.function.name, 'tool_choice.function.name').name } };
  }
  const allowed = new Set(
    choice.allowed_tools.tools.map((tool, index) =>
      requireTool(tools, tool.function.name, `tool_choice.allowed_tools.tools[${index}].function.name`),
    ),
  );
  return { tools: tools.filter((tool) => allowed.has(tool)), toolChoice: choice.allowed_tools.mode };
}

function requireTool(tools: readonly ToolDefinition[], name: string, path: string): ToolDefinition {
  const found = tools.find((tool) => tool.name === name);
  if (!found) throw requestProblem('invalid_value', `${path}: no tool in "tools" has this name`, path);
  return found;
}
