import type { AdapterInfo, ModelAdapters } from '@tuneloop/protocol';
import { engineIdOf, type StoredAdapter } from './adapter-library.ts';

interface Entry {
  uses: number;
  loaded: Promise<AdapterInfo>;
}

/** Keeps a version in memory until it is disposed (again does nothing). */
export interface VersionUse extends Disposable {
  readonly id: string;
  readonly version: StoredAdapter;
  readonly info: AdapterInfo;
}

/** The versions that one model has in memory, each for as long as somebody uses it. */
export class LoadedVersions {
  readonly #adapters: ModelAdapters;
  readonly #entries = new Map<string, Entry>();
  readonly #ending = new Map<string, Promise<void>>();

  constructor(adapters: ModelAdapters) {
    this.#adapters = adapters;
  }

  has(version: StoredAdapter): boolean {
    return this.#entries.has(engineIdOf(version));
  }

  /** Loads the version unless it is loaded. Errors: those of `ModelAdapters.load`. */
  async use(version: StoredAdapter): Promise<VersionUse> {
    const id = engineIdOf(version);
    const entry = this.#entries.get(id) ?? this.#begin(id, version.path);
    entry.uses += 1;
    return this.#useOf(entry, version, await entry.loaded);
  }

  /** Another use of what is in use. */
  share({ version, info, id }: VersionUse): VersionUse {
    const entry = this.#entries.get(id);
    if (!entry) throw new Error('A use that has ended cannot be shared.');
    entry.uses += 1;
    return this.#useOf(entry, version, info);
  }

  #begin(id: string, path: string): Entry {
    const entry: Entry = { uses: 0, loaded: this.#load(id, path) };
    this.#entries.set(id, entry);
    entry.loaded.catch(() => this.#entries.delete(id));
    return entry;
  }

  async #load(id: string, path: string): Promise<AdapterInfo> {
    await this.#ending.get(id);
    return this.#adapters.load({ id, path });
  }

  #useOf(entry: Entry, version: StoredAdapter, info: AdapterInfo): VersionUse {
    const id = engineIdOf(version);
    let isUsed = true;
    return {
      id,
      version,
      info,
      [Symbol.dispose]: () => {
        if (!isUsed) return;
        isUsed = false;
        entry.uses -= 1;
        if (entry.uses === 0) this.#end(id);
      },
    };
  }

  #end(id: string): void {
    this.#entries.delete(id);
    // A model that was unloaded meanwhile has no adapters any more, and says so.
    const ending = this.#adapters
      .unload(id)
      .catch(() => undefined)
      .then(() => void (this.#ending.get(id) === ending && this.#ending.delete(id)));
    this.#ending.set(id, ending);
  }
}
