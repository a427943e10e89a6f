import type { AdapterInfo, ModelAdapters } from '@tuneloop/protocol';
import type { Reservation } from '@tuneloop/runtime';
import { stat } from 'node:fs/promises';
import { engineIdOf, type StoredAdapter } from './adapter-library.ts';

/** Sets memory aside for the weights of an adapter, in bytes. Errors: `RESOURCE_EXHAUSTED`. */
export type ReserveAdapter = (bytes: number) => Promise<Pick<Reservation, 'markInUse' | 'release'>>;

interface Entry {
  uses: number;
  loaded: Promise<AdapterInfo>;
  release: () => void;
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
  readonly #reserve: ReserveAdapter | undefined;
  readonly #entries = new Map<string, Entry>();
  readonly #ending = new Map<string, Promise<void>>();

  constructor(adapters: ModelAdapters, reserve?: ReserveAdapter) {
    this.#adapters = adapters;
    this.#reserve = reserve;
  }

  has(version: StoredAdapter): boolean {
    return this.#entries.has(engineIdOf(version));
  }

  /** Loads the version unless it is loaded. Errors: those of `ModelAdapters.load`, `RESOURCE_EXHAUSTED`. */
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
    let memory: Awaited<ReturnType<ReserveAdapter>> | undefined;
    const load = async (): Promise<AdapterInfo> => {
      await this.#ending.get(id);
      memory = await this.#reserve?.((await stat(path)).size);
      const info = await this.#adapters.load({ id, path });
      memory?.markInUse();
      return info;
    };
    const entry: Entry = { uses: 0, loaded: load(), release: () => memory?.release() };
    this.#entries.set(id, entry);
    entry.loaded.catch(() => {
      this.#entries.delete(id);
      entry.release();
    });
    return entry;
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
        if (entry.uses === 0) this.#end(id, entry);
      },
    };
  }

  #end(id: string, { release }: Entry): void {
    this.#entries.delete(id);
    // A model that was unloaded meanwhile has no adapters any more, and says so.
    const ending = this.#adapters
      .unload(id)
      .catch(() => undefined)
      .then(release)
      .then(() => void (this.#ending.get(id) === ending && this.#ending.delete(id)));
    this.#ending.set(id, ending);
  }
}
