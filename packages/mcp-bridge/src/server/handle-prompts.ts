import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { firstOfEachName } from './feature-set.ts';
import type { Connection } from './connection.ts';
import { protocolErrorOf } from './protocol-error.ts';

/** `prompts/list` and `prompts/get`. */
export function handlePrompts({ server, features, owner, callOf }: Connection): void {
  server.setRequestHandler('prompts/list', async () => {
    const lists = await Promise.all(features.prompts.map(async (set) => set.list(owner)));
    return { prompts: firstOfEachName(lists.flat()) };
  });

  server.setRequestHandler('prompts/get', async ({ params }, context) => {
    for (const set of features.prompts) {
      const result = set.get(params.name, params.arguments ?? {}, callOf(context));
      if (result === undefined) continue;
      return await result.catch((error: unknown) => {
        throw protocolErrorOf(error);
      });
    }
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no prompt "${params.name.slice(0, 100)}".`);
  });
}
