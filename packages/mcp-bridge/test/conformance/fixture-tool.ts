import type { CallToolResult, InputRequiredResult, Tool } from '@modelcontextprotocol/server';
import type { McpCall, McpToolSet } from '../../src/server/mcp-feature.ts';

export interface FixtureTool {
  definition: Tool;
  call(args: Record<string, unknown>, call: McpCall): Promise<CallToolResult | InputRequiredResult>;
}

/** A tool that the suite asks for by name. */
export function fixtureTool(
  name: string,
  call: FixtureTool['call'],
  inputSchema: Tool['inputSchema'] = { type: 'object' },
): FixtureTool {
  return { definition: { name, description: `${name} of the conformance suite`, inputSchema }, call };
}

export function fixtureToolSet(tools: readonly FixtureTool[]): McpToolSet {
  return {
    list: () => tools.map(({ definition }) => definition),
    call: (name, args, call) => tools.find(({ definition }) => definition.name === name)?.call(args, call),
  };
}

export const text = (content: string): CallToolResult => ({ content: [{ type: 'text', text: content }] });

/** A red point, PNG. */
export const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
/** No sound at all, WAV. */
export const wav = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';
