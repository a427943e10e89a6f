import type { Tool } from '@modelcontextprotocol/server';
import type { McpFeature, McpPromptSet, McpResourceSet, McpToolSet } from './mcp-feature.ts';
import type { ChangeListener } from './server-change.ts';

/** Everything that a server offers, by kind. */
export class FeatureSet {
  readonly tools: readonly McpToolSet[];
  readonly resources: readonly McpResourceSet[];
  readonly prompts: readonly McpPromptSet[];

  constructor(features: readonly McpFeature[]) {
    this.tools = features.flatMap(({ tools }) => tools ?? []);
    this.resources = features.flatMap(({ resources }) => resources ?? []);
    this.prompts = features.flatMap(({ prompts }) => prompts ?? []);
  }

  async listTools(owner: string): Promise<Tool[]> {
    const lists = await Promise.all(this.tools.map(async (set) => set.list(owner)));
    return firstOfEachName(lists.flat());
  }

  watch(listener: ChangeListener): () => void {
    const ends = [
      ...this.tools.map((set) => set.watch?.(() => listener({ type: 'tools' }))),
      ...this.prompts.map((set) => set.watch?.(() => listener({ type: 'prompts' }))),
      ...this.resources.map((set) =>
        set.watch?.(({ uri }) => listener(uri === undefined ? { type: 'resources' } : { type: 'resource', uri })),
      ),
    ];
    return () => {
      for (const end of ends) end?.();
    };
  }
}

/** The first of each name wins. */
export function firstOfEachName<T extends { name: string }>(items: readonly T[]): T[] {
  const byName = new Map<string, T>();
  for (const item of items) if (!byName.has(item.name)) byName.set(item.name, item);
  return [...byName.values()];
}
