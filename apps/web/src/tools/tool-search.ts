/** What the address of the tools page says. */
export interface ToolsSearch {
  /** The tool that is tried. */
  tool?: string;
  /** Shown alone: `built-in`, `module`, or `mcp:NAME`. */
  source?: string;
  /** What is searched for. */
  q?: string;
}

export function readToolsSearch({ tool, source, q }: Record<string, unknown>): ToolsSearch {
  return { ...named('tool', tool), ...named('source', source), ...named('q', q) };
}

/** What looks like a number in an address is read as one. */
function named(key: keyof ToolsSearch, value: unknown): ToolsSearch {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? { [key]: String(value) } : {};
}
