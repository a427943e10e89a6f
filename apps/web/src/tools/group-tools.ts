import type { Tool } from './tool-queries.ts';
import type { ToolsSearch } from './tool-search.ts';

export interface ToolGroup {
  /** As in the address. */
  source: string;
  type: Tool['source']['type'];
  /** The MCP server's name. */
  server: string | null;
  tools: Tool[];
}

const order: readonly ToolGroup['type'][] = ['built-in', 'module', 'mcp'];

/** Tools by where they come from, the server's own first. */
export function groupTools(tools: readonly Tool[]): ToolGroup[] {
  const groups = new Map<string, ToolGroup>();
  for (const tool of tools) {
    const { type, server } = tool.source;
    const source = server === null ? type : `${type}:${server}`;
    const group = groups.get(source) ?? { source, type, server, tools: [] };
    group.tools.push(tool);
    groups.set(source, group);
  }
  return [...groups.values()].toSorted(
    (a, b) => order.indexOf(a.type) - order.indexOf(b.type) || (a.server ?? '').localeCompare(b.server ?? ''),
  );
}

/** The groups with what fits the address alone; empty ones are left out. */
export function filterGroups(groups: readonly ToolGroup[], { source, q = '' }: ToolsSearch): ToolGroup[] {
  const wanted = q.toLowerCase();
  const fits = ({ name, description }: Tool): boolean =>
    name.toLowerCase().includes(wanted) || (description ?? '').toLowerCase().includes(wanted);
  return groups
    .filter((group) => source === undefined || group.source === source)
    .map((group) => ({ ...group, tools: group.tools.filter(fits) }))
    .filter((group) => group.tools.length > 0);
}
