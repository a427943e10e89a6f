import { hash } from 'node:crypto';

/**
 * Whose tokens were accepted when they last came: for what must tell clients apart before there is time to ask. It knows
 * no more of them than there are keys, and keeps their hashes alone.
 */
export class KnownTokens {
  readonly #ids = new Map<string, string>();

  /** @param id of the key; `undefined`: it was refused. */
  note(token: string, id: string | undefined): void {
    if (id === undefined) this.#ids.delete(hashOf(token));
    else this.#ids.set(hashOf(token), id);
  }

  /** The id of its key; `undefined` of a token that never came before, or that is no good. */
  idOf(token: string): string | undefined {
    return this.#ids.get(hashOf(token));
  }
}

function hashOf(token: string): string {
  return hash('sha256', token, 'base64');
}
