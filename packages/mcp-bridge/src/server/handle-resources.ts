import { ResourceNotFoundError, type Resource } from '@modelcontextprotocol/server';
import { TuneloopError } from '@tuneloop/protocol';
import type { McpPage, McpResourceSet } from './mcp-feature.ts';
import type { Connection } from './connection.ts';
import { protocolErrorOf } from './protocol-error.ts';

/** `resources/list`, `resources/templates/list`, `resources/read`, and subscriptions. */
export function handleResources({ server, features, owner, subscriptions, callOf }: Connection): void {
  server.setRequestHandler('resources/list', async ({ params }) => {
    try {
      const { items, nextCursor } = await listPage(features.resources, owner, params?.cursor);
      return { resources: [...items], ...(nextCursor !== undefined && { nextCursor }) };
    } catch (error) {
      throw protocolErrorOf(error);
    }
  });

  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: features.resources.flatMap((set) => set.templates?.() ?? []),
  }));

  server.setRequestHandler('resources/read', async ({ params: { uri } }, context) => {
    for (const set of features.resources) {
      const result = set.read(uri, callOf(context));
      if (result === undefined) continue;
      return await result.catch((error: unknown) => {
        throw TuneloopError.isInstance(error) && error.code === 'NOT_FOUND'
          ? new ResourceNotFoundError(uri)
          : protocolErrorOf(error);
      });
    }
    throw new ResourceNotFoundError(uri);
  });

  server.setRequestHandler('resources/subscribe', ({ params: { uri } }) => {
    subscriptions.add(uri);
    return {};
  });

  server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    subscriptions.delete(uri);
    return {};
  });
}

/** One set after the other; a cursor is the number of its set and that set's own. */
async function listPage(
  sets: readonly McpResourceSet[],
  owner: string,
  cursor: string | undefined,
): Promise<McpPage<Resource>> {
  const [, number, own] = /^(\d{1,4}):(.*)$/s.exec(cursor ?? '0:') ?? [];
  const set = sets[Number(number)];
  if (set === undefined) throw new TuneloopError('INVALID_REQUEST', 'The cursor is none of this server.');
  const { items, nextCursor } = await set.list(owner, own === '' ? undefined : own);
  if (nextCursor !== undefined) return { items, nextCursor: `${number}:${nextCursor}` };
  const next = Number(number) + 1;
  return { items, nextCursor: next < sets.length ? `${next}:` : undefined };
}
