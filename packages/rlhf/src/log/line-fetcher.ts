import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Interaction } from '@tuneloop/protocol';
import { explainFileError } from './log-error.ts';

/** Where an interaction's line stands. */
export interface InteractionPlace {
  id: string;
  /** Name of the file. */
  name: string;
  /** In bytes. */
  place: number;
  length: number;
}

/** The file does not hold what the index says: it was rewritten meanwhile, or the index is wrong. */
export class StalePlace extends Error {}

/** Reads lines by their places. Files stay open until `close`, so that it is for one synchronous piece of work. */
export class LineFetcher implements Disposable {
  readonly #folder: string;
  readonly #descriptors = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws `StalePlace`. Errors: `STORE_FAILED`. */
  interaction({ id, name, place, length }: InteractionPlace): Interaction {
    const bytes = Buffer.allocUnsafe(length);
    const read = readSync(this.#open(name), bytes, 0, length, place);
    const interaction = read === length ? parseInteraction(bytes.toString('utf8')) : undefined;
    if (interaction?.id !== id) throw new StalePlace(name);
    return interaction;
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }

  #open(name: string): number {
    const known = this.#descriptors.get(name);
    if (known !== undefined) return known;
    const path = join(this.#folder, name);
    try {
      const descriptor = openSync(path, 'r');
      this.#descriptors.set(name, descriptor);
      return descriptor;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new StalePlace(name);
      throw explainFileError(error, path);
    }
  }
}

function parseInteraction(text: string): Interaction | undefined {
  try {
    return (JSON.parse(text) as { interaction?: Interaction }).interaction;
  } catch {
    return undefined;
  }
}
