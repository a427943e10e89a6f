import type { AdapterRegistry, RegisteredAdapter, RegisteredVersion } from '@tuneloop/lora';
import { join } from 'node:path';
import type { AdapterLibrary, LibraryChange, StoredAdapter } from './adapter-library.ts';

export interface RegisteredLibrary extends AdapterLibrary {
  /** Calls `listener` with the default scale of each adapter that has one, and whenever one changes. */
  watchDefaults(listener: (name: string, scale: number) => void): () => void;
}

export interface RegisteredLibraryOptions {
  /** What lies in the folders. Disposed with this. */
  library: AdapterLibrary;
  registry: AdapterRegistry;
  /** The registry cannot be read; adapters are served as the folders have them. */
  onFailure: (error: unknown) => void;
}

/**
 * A library whose adapters have the registry's numbers where it knows them: `base:pirate@3` is version 3 of the registry,
 * live or not. A file that somebody puts into the adapters folder under such a name becomes its next version.
 */
export function createRegisteredLibrary({ library, registry, onFailure }: RegisteredLibraryOptions): RegisteredLibrary {
  const listeners = new Set<(change: LibraryChange) => void>();
  const defaultListeners = new Set<(name: string, scale: number) => void>();
  let registered = new Map<string, RegisteredAdapter>();
  let reading: Promise<void> = Promise.resolve();
  let stopWatching: (() => void) | undefined;
  const work = new Set<Promise<void>>();
  const tell = (name: string): void => {
    for (const listener of listeners) listener({ name });
  };

  async function readNow(): Promise<void> {
    const before = registered;
    registered = new Map((await registry.list()).map((adapter) => [adapter.name, adapter]));
    for (const name of new Set([...before.keys(), ...registered.keys()])) {
      const [old, now] = [before.get(name), registered.get(name)];
      const [oldScale, scale] = [old?.defaultScale ?? 0, now?.defaultScale ?? 0];
      if (oldScale !== scale) for (const listener of defaultListeners) listener(name, scale);
      if (numbersOf(old) !== numbersOf(now)) tell(name);
    }
  }

  /** One after another, so that the last reading is the one that stays. */
  function read(): Promise<void> {
    reading = reading.then(readNow).catch(onFailure);
    return reading;
  }

  const isRegistered = (name: string, file: string | undefined): boolean =>
    registered.has(name) && file === join(registry.adaptersFolder, `${name}.gguf`);

  async function follow(name: string): Promise<void> {
    // Another process may have taken the name a moment ago.
    await read();
    const [newest] = library.versions(name);
    if (isRegistered(name, newest?.file) && registered.get(name)?.live?.sha256 !== newest?.hash) {
      await registry.adopt(name).catch(onFailure);
      await read();
    }
    tell(name);
  }

  function track(following: Promise<void>): void {
    work.add(following);
    void following.finally(() => work.delete(following));
  }

  library.watch(({ name }) => track(follow(name)));

  function versions(name: string): readonly StoredAdapter[] {
    const found = library.versions(name);
    const [current] = found;
    const known = registered.get(name);
    if (!current || !known || !isRegistered(name, current.file)) return found;
    const kept = known.versions.map((version) => storedVersion(version, current.file));
    // What was put there by hand is served as soon as the registry has given it a number.
    const newest = numberOf(current.hash, known) ?? known.live?.version;
    const live = kept.find(({ version }) => version === newest);
    if (!live) return [];
    // What was there before the registry took the name keeps its number, unless that means another one now.
    const older = found.filter(({ hash }) => numberOf(hash, known) === undefined);
    const others = new Map([...older, ...kept].map((adapter) => [adapter.version, adapter]));
    others.delete(live.version);
    return [live, ...[...others.values()].toSorted((one, other) => other.version - one.version)];
  }

  return {
    list: () => library.list().flatMap(({ name }) => versions(name).slice(0, 1)),
    versions,
    refused: () => library.refused(),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchDefaults(listener) {
      defaultListeners.add(listener);
      return () => defaultListeners.delete(listener);
    },
    async refresh() {
      stopWatching ??= registry.watch(() => track(read()));
      await read();
      await library.refresh();
      await Promise.all(work);
    },
    async [Symbol.asyncDispose]() {
      stopWatching?.();
      listeners.clear();
      defaultListeners.clear();
      await library[Symbol.asyncDispose]();
      await Promise.all(work);
    },
  };
}

function storedVersion({ name, version, sha256, file: path }: RegisteredVersion, file: string): StoredAdapter {
  return { name, version, hash: sha256, path, file };
}

/** Of several versions with one content the live one. */
function numberOf(hash: string, { live, versions }: RegisteredAdapter): number | undefined {
  return live?.sha256 === hash ? live.version : versions.find(({ sha256 }) => sha256 === hash)?.version;
}

function numbersOf(adapter: RegisteredAdapter | undefined): string {
  return `${adapter?.live?.version}:${adapter?.versions.map(({ version }) => version).join()}`;
}
