import { requestProblem } from '../errors/request-problem.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { mcpToolWireSchema, type McpToolWire, type ToolFilterWire } from './mcp-tool-wire.ts';
import type { RequestedToolServer, ServedTool } from './tool-servers.ts';

/** A server whose tools a request wants. */
export interface McpTool extends RequestedToolServer {
  /** As the request wrote it; without keys. */
  wire: Pick<McpToolWire, 'allowed_tools' | 'require_approval' | 'server_description'>;
}

const known: ReadonlySet<string> = new Set([
  'type',
  'server_label',
  'server_url',
  'connector_id',
  'authorization',
  'headers',
  'allowed_tools',
  'require_approval',
]);

/**
 * The tool at `index` of a request's `tools`. What has no effect in it is added to `ignored`.
 *
 * Errors: `INVALID_REQUEST` for a broken one, a connector of OpenAI, and keys for a server that the configuration names.
 */
export function decodeMcpTool(value: object, index: number, ignored: string[]): McpTool {
  const path = (name: string): string => `tools[${index}].${name}`;
  const wire = validateWire(mcpToolWireSchema, value, ['tools', index]);
  if (typeof wire.connector_id === 'string') {
    const message =
      `${path('connector_id')}: OpenAI's connectors are OpenAI's own. Configure the MCP server in "mcpServers" of this ` +
      'server and name it by "server_label".';
    throw requestProblem('unsupported_parameter', message, path('connector_id'));
  }
  const url = wire.server_url ?? undefined;
  const headers = headersOf(wire);
  if (url === undefined && Object.keys(headers).length > 0) {
    const name = wire.headers ? 'headers' : 'authorization';
    const message = `${path(name)}: goes with "server_url" only; the keys of configured servers are in the configuration.`;
    throw requestProblem('conflicting_parameters', message, path(name));
  }
  for (const [name, given] of Object.entries(value)) {
    if (!known.has(name) && given !== null && given !== undefined) ignored.push(path(name));
  }
  const { server_label: label, allowed_tools, require_approval, server_description } = wire;
  return { label, url, headers, wire: { allowed_tools, require_approval, server_description } };
}

function headersOf({ authorization, headers }: McpToolWire): Record<string, string> {
  return { ...headers, ...(typeof authorization === 'string' && { authorization: `Bearer ${authorization}` }) };
}

/** Whether the request lets the model have this tool. */
export function isAllowed({ wire: { allowed_tools: allowed } }: McpTool, tool: ServedTool): boolean {
  if (allowed === undefined || allowed === null) return true;
  return matches(Array.isArray(allowed) ? { tool_names: allowed } : allowed, tool);
}

/** Whether the request wants to approve each call of this tool, whatever the policy says. */
export function wantsApproval({ wire: { require_approval: rule } }: McpTool, tool: ServedTool): boolean {
  if (rule === undefined || rule === null || typeof rule === 'string') return rule === 'always';
  // OpenAI asks about whatever neither names.
  if (rule.never && matches(rule.never, tool)) return false;
  return rule.always ? matches(rule.always, tool) : Boolean(rule.never);
}

function matches({ tool_names: names, read_only: readOnly }: ToolFilterWire, { name, effects }: ServedTool): boolean {
  const isNamed = !names || names.includes(name);
  const onlyReads = !effects.writes && !effects.destructive && !effects.code;
  return isNamed && (readOnly === undefined || readOnly === null || readOnly === onlyReads);
}
