import {
  throwIfAborted,
  TuneloopError,
  type AdapterInfo,
  type AdapterSelection,
  type AdapterSource,
  type CallOptions,
  type ModelAdapters,
} from '@tuneloop/protocol';
import type { Connection } from './connection/connection.ts';
import type { CoreRequest } from './core-request.ts';
import type { Supervisor } from './connection/supervisor.ts';

interface LoadedAdapter {
  info: AdapterInfo;
  path: string;
  /** What the core knows it by; never used twice. */
  handle: number;
  /** Requests that chose it and are not over. */
  uses: number;
  /** Set by `unload`; called when the last use ends. */
  unused: (() => void) | undefined;
  unloaded: boolean;
  /** Why it could not be loaded again after the engine's process was restarted. */
  lost: TuneloopError | undefined;
}

/** Adapters that a request chose; until it is disposed they stay in memory. */
export interface AdapterUse extends Disposable {
  /** What the core is to apply. Throws why one was lost in a restart of the engine's process. */
  selections(): NonNullable<CoreRequest['adapters']>;
}

/** Reads an adapter's file and checks that it fits the model. Errors: see `ModelAdapters.load`. */
export type ReadAdapter = (path: string) => Promise<Omit<AdapterInfo, 'id'>>;

/** Keeps the books of the adapters that the core holds, and loads them again into a restarted one. */
export class HostedAdapters implements ModelAdapters {
  readonly #read: ReadAdapter;
  readonly #supervisor: Supervisor;
  readonly #entries = new Set<LoadedAdapter>();
  readonly #loading = new Map<string, Promise<void>>();
  #nextHandle = 1;

  constructor(read: ReadAdapter, supervisor: Supervisor) {
    this.#read = read;
    this.#supervisor = supervisor;
  }

  list(): readonly AdapterInfo[] {
    return [...this.#entries].filter(isUsable).map(({ info }) => info);
  }

  async load(source: AdapterSource, { signal }: CallOptions = {}): Promise<AdapterInfo> {
    // One at a time for each id; those that come meanwhile find it loaded, or try for themselves.
    for (let before = this.#loading.get(source.id); before; before = this.#loading.get(source.id)) await before;
    throwIfAborted(signal);
    const loaded = this.#find(source.id);
    if (loaded !== undefined && loaded.lost === undefined) return loaded.info;
    const loading = this.#load(source, signal);
    const settled = loading.then(
      () => undefined,
      () => undefined,
    );
    this.#loading.set(source.id, settled);
    try {
      return await loading;
    } finally {
      this.#loading.delete(source.id);
    }
  }

  async unload(id: string): Promise<void> {
    const entry = this.#find(id);
    if (entry === undefined) throw notLoaded(id);
    await new Promise<void>((resolve) => {
      entry.unused = resolve;
      if (entry.uses === 0) resolve();
    });
    this.#entries.delete(entry);
    entry.unloaded = true;
    await unloadFrom(this.#supervisor.current, entry);
  }

  /** Errors: `NOT_FOUND` naming the adapter, `INVALID_REQUEST` for one that is named twice. */
  use(chosen: readonly AdapterSelection[] = []): AdapterUse {
    const seen = new Set<string>();
    const uses = chosen.map(({ id, scale }) => {
      const entry = this.#find(id);
      if (entry === undefined) throw notLoaded(id);
      if (seen.has(id))
        throw new TuneloopError('INVALID_REQUEST', `The adapter "${id}" is chosen twice. Choose it once.`);
      seen.add(id);
      return { entry, scale };
    });
    for (const { entry } of uses) entry.uses++;
    let over = false;
    return {
      selections: () =>
        uses.map(({ entry: { handle, lost }, scale }) => {
          if (lost !== undefined) throw lost;
          return { handle, scale };
        }),
      [Symbol.dispose]() {
        if (over) return;
        over = true;
        for (const { entry } of uses) if (--entry.uses === 0) entry.unused?.();
      },
    };
  }

  /** Loads into a new process what the one before held, for the requests that wait as well. */
  async restore(connection: Connection): Promise<void> {
    const entries = [...this.#entries];
    for (const entry of entries) {
      const { handle, path, info } = entry;
      try {
        await connection.call<'load-adapter'>({ type: 'load-adapter', handle, path });
        entry.lost = undefined;
      } catch (error) {
        if (connection.closedBy !== undefined) throw error;
        const { code, message, details } = TuneloopError.from(error);
        const lost = `The adapter "${info.id}" could not be loaded again after a restart of the engine: ${message}`;
        entry.lost = new TuneloopError(code, lost, { details, cause: error });
      }
    }
    for (const entry of entries) if (entry.unloaded) await unloadFrom(connection, entry);
  }

  async #load({ id, path }: AdapterSource, signal: AbortSignal | undefined): Promise<AdapterInfo> {
    // Before any of it reaches the native library.
    const metadata = await this.#read(path);
    const connection = await this.#supervisor.connection(signal);
    const handle = this.#nextHandle++;
    await connection.call<'load-adapter'>({ type: 'load-adapter', handle, path });
    const lost = this.#find(id);
    if (lost !== undefined) this.#entries.delete(lost);
    const info: AdapterInfo = { id, sizeBytes: metadata.sizeBytes, rank: metadata.rank, alpha: metadata.alpha };
    this.#entries.add({ info, path, handle, uses: 0, unused: undefined, unloaded: false, lost: undefined });
    if (signal?.aborted) {
      await this.unload(id);
      throwIfAborted(signal);
    }
    return info;
  }

  #find(id: string): LoadedAdapter | undefined {
    for (const entry of this.#entries) if (entry.info.id === id && entry.unused === undefined) return entry;
    return undefined;
  }
}

function isUsable({ unused, lost }: LoadedAdapter): boolean {
  return unused === undefined && lost === undefined;
}

/** With a process that is gone its memory is free, and one that is being started is told by `restore`. */
async function unloadFrom(connection: Connection, { handle }: LoadedAdapter): Promise<void> {
  await connection.call<'unload-adapter'>({ type: 'unload-adapter', handle }).catch((error: unknown) => {
    if (connection.closedBy === undefined) throw error;
  });
}

function notLoaded(id: string): TuneloopError {
  return new TuneloopError('NOT_FOUND', `No adapter "${id}" is loaded. Load it first, or choose another.`, {
    details: { adapter: id },
  });
}
