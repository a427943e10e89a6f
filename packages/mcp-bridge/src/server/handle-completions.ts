import type { McpCompletion } from './mcp-feature.ts';
import type { Connection } from './connection.ts';
import { protocolErrorOf } from './protocol-error.ts';

/** As many as MCP lets one answer hold. */
const maximumValues = 100;

/** `completion/complete`. */
export function handleCompletions({ server, features, owner }: Connection): void {
  server.setRequestHandler('completion/complete', async ({ params: { ref, argument } }) => {
    const sets = ref.type === 'ref/prompt' ? features.prompts : features.resources;
    const wanted: McpCompletion = { of: ref.type === 'ref/prompt' ? ref.name : ref.uri, ...argument };
    try {
      const found = await Promise.all(sets.map(async (set) => set.complete?.(wanted, owner) ?? []));
      const values = found.flat();
      const shown = values.slice(0, maximumValues);
      return { completion: { values: shown, total: values.length, hasMore: values.length > shown.length } };
    } catch (error) {
      throw protocolErrorOf(error);
    }
  });
}
