import type { Item } from './item.ts';
import type { ResponseResource } from './response-resource.ts';

/** A response, and all that the model was given for it. */
export interface StoredResponse {
  response: ResponseResource;
  /** The conversation before the response: what it continues, then its own input. Without the instructions. */
  input: Item[];
}

/**
 * Where `/v1/responses` keeps responses. An entry belongs to the client that made it, and no other sees it; `owner` is
 * the client's id, `undefined` on a server without keys.
 *
 * Every method may throw `STORE_FAILED`. A store may forget entries; their ids are unknown from then on.
 */
export interface ResponseStore {
  /** Adds an entry under `entry.response.id`, or replaces it. */
  put(owner: string | undefined, entry: StoredResponse): Promise<void>;
  get(owner: string | undefined, id: string): Promise<StoredResponse | undefined>;
  /** Whether there was such an entry. */
  delete(owner: string | undefined, id: string): Promise<boolean>;
}
