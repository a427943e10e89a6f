import { TuneloopError } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { responseIdOf } from './item-id.ts';
import type { ItemReferenceWire } from './item-wire.ts';
import type { Item } from './item.ts';
import type { ResponseStore } from './response-store.ts';

/** The stored responses of one client. */
export interface OwnedResponses {
  store: ResponseStore;
  owner: string | undefined;
}

/**
 * The whole conversation of a request: what it continues, then its own input, with references replaced by what they
 * stand for.
 *
 * Errors: `INVALID_REQUEST` (`previous_response_not_found`, 404), `NOT_FOUND` (a reference), and those of the store.
 */
export async function resolveContext(
  responses: OwnedResponses,
  previousId: string | null,
  input: readonly (Item | ItemReferenceWire)[],
): Promise<Item[]> {
  const items = previousId === null ? [] : await readPrevious(responses, previousId);
  for (const [index, item] of input.entries()) {
    items.push(
      item.type === 'item_reference'
        ? await readReference(responses, { id: item.id, path: `input[${index}].id` })
        : item,
    );
  }
  return items;
}

async function readPrevious({ store, owner }: OwnedResponses, id: string): Promise<Item[]> {
  const previous = await store.get(owner, id);
  if (!previous) {
    const message = `Previous response with id ${quote(id)} not found.`;
    throw requestProblem('previous_response_not_found', message, 'previous_response_id');
  }
  if (previous.response.status === 'failed') {
    const message = `The response ${quote(id)} failed and cannot be continued; continue the one before it.`;
    throw requestProblem('invalid_value', message, 'previous_response_id');
  }
  return [...previous.input, ...previous.response.output];
}

async function readReference(
  { store, owner }: OwnedResponses,
  { id, path }: { id: string; path: string },
): Promise<Item> {
  const responseId = responseIdOf(id);
  const stored = responseId === undefined ? undefined : await store.get(owner, responseId);
  const found = stored && [...stored.response.output, ...stored.input].find((item) => item.id === id);
  if (!found) {
    const message = `Item with id ${quote(id)} not found. Send the item itself; only responses with "store": true are kept.`;
    throw new TuneloopError('NOT_FOUND', message, { details: { param: path } });
  }
  return found;
}

function quote(id: string): string {
  return `'${id.slice(0, 100)}'`;
}
