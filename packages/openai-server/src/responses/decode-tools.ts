import type { GenerateRequest, JsonSchema, ToolChoice, ToolDefinition } from '@tuneloop/protocol';
import { functionWireSchema } from '../chat-completions/tool-wire.ts';
import { requestProblem } from '../errors/request-problem.ts';
import type { McpToolWire } from '../mcp-tools/mcp-tool-wire.ts';
import { decodeMcpTool, type McpTool } from '../mcp-tools/mcp-tool.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { AllowedToolWire, ResponseToolChoiceWire, ResponseToolWire } from './tool-wire.ts';

/** A function as a response shows it. */
export interface FunctionTool {
  type: 'function';
  name: string;
  description: string | null;
  parameters: JsonSchema | null;
  strict: boolean | null;
}

/** A server of tools as a response shows it: without the keys that the request had for it. */
export interface McpToolResource {
  type: 'mcp';
  server_label: string;
  server_url: string | null;
  server_description: string | null;
  allowed_tools: NonNullable<McpToolWire['allowed_tools']> | null;
  require_approval: NonNullable<McpToolWire['require_approval']> | null;
}

export interface DecodedTools {
  functions: FunctionTool[];
  servers: McpTool[];
}

/**
 * The functions among `wires`, and the servers of tools where there are any; tools of other types are added to `ignored`.
 *
 * Errors: `INVALID_REQUEST` for a broken tool and a name that is used twice.
 */
export function decodeResponseTools(
  wires: readonly ResponseToolWire[],
  { ignored, hasServers }: { ignored: string[]; hasServers: boolean },
): DecodedTools {
  const functions = new Map<string, FunctionTool>();
  const servers: McpTool[] = [];
  for (const [index, wire] of wires.entries()) {
    if (wire.type === 'mcp' && hasServers) {
      servers.push(decodeMcpTool(wire, index, ignored));
      continue;
    }
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
  return { functions: [...functions.values()], servers };
}

export function describeServer({ label, url, wire }: McpTool): McpToolResource {
  return {
    type: 'mcp',
    server_label: label,
    server_url: url ?? null,
    server_description: wire.server_description ?? null,
    allowed_tools: wire.allowed_tools ?? null,
    require_approval: wire.require_approval ?? null,
  };
}

/** What the model may call and must. A tool of a server has its name for the model only once the server was asked. */
export interface DecodedToolChoice extends Pick<GenerateRequest, 'tools' | 'toolChoice'> {
  servers: McpTool[];
  /** The tool of a server that is demanded; without a name any. */
  demanded?: { label: string; name: string | undefined } | undefined;
}

/** Errors: `INVALID_REQUEST` for a choice that no tool fits. */
export function decodeToolChoice(
  { functions, servers }: DecodedTools,
  choice: ResponseToolChoiceWire,
): DecodedToolChoice {
  if (functions.length === 0 && servers.length === 0) {
    if (choice === 'auto' || choice === 'none') return { servers };
    throw requestProblem('invalid_value', '"tool_choice" asks for a tool, but "tools" has no function.', 'tool_choice');
  }
  const all = functions.map(defineTool);
  const tools = all.length > 0 ? all : undefined;
  if (typeof choice === 'string') return { tools, toolChoice: choice, servers };
  if (choice.type === 'function') {
    return { tools, servers, toolChoice: { name: requireTool(all, choice.name, 'tool_choice.name').name } };
  }
  if (choice.type === 'mcp') {
    const { label } = requireServer(servers, choice.server_label, 'tool_choice.server_label');
    return { tools, servers, demanded: { label, name: choice.name ?? undefined } };
  }
  const allowed = new Set(choice.tools.map((tool, index) => requireAllowed({ all, servers }, tool, index)));
  const toolChoice: ToolChoice = choice.mode ?? 'auto';
  const chosen = all.filter((tool) => allowed.has(tool));
  return {
    tools: chosen.length > 0 ? chosen : undefined,
    toolChoice,
    servers: servers.filter((server) => allowed.has(server)),
  };
}

function requireAllowed(
  { all, servers }: { all: readonly ToolDefinition[]; servers: readonly McpTool[] },
  tool: AllowedToolWire,
  index: number,
): ToolDefinition | McpTool {
  const path = `tool_choice.tools[${index}]`;
  if (tool.type === 'mcp') return requireServer(servers, tool.server_label, `${path}.server_label`);
  return requireTool(all, tool.name, `${path}.name`);
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

function requireServer(servers: readonly McpTool[], label: string, path: string): McpTool {
  const found = servers.find((server) => server.label === label);
  if (!found) throw requestProblem('invalid_value', `${path}: no tool of type "mcp" in "tools" has this label`, path);
  return found;
}
