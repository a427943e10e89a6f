import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { withFileLock } from '@tuneloop/runtime';
import type { RegisteredVersion } from './adapter-version.ts';
import { explainFileError } from './durable-files.ts';
import { appendToJournal, readJournal, type JournalEntry } from './journal.ts';
import { prepareAdapter, unplaceAdapter } from './place-adapter.ts';
import { liveOf, replay, stateOf, type NameState, type RegistryState } from './registry-state.ts';
import { adapterFileName } from './version-folder.ts';

/** An entry, less its time. */
export type NewEntry = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, 'at'>
    : never
  : never;

/** The journal and the folders of a registry, and the lock around changes of them. */
export class RegistryStore {
  readonly journalPath: string;
  readonly folder: string;
  readonly adaptersFolder: string;

  constructor(folder: string, adaptersFolder: string) {
    this.folder = folder;
    this.adaptersFolder = adaptersFolder;
    this.journalPath = join(folder, 'journal.jsonl');
  }

  /** As the journal is now; what a killed process has promoted without placing it is placed first. */
  async read(options: CallOptions = {}): Promise<RegistryState> {
    const state = await this.replayed();
    if (![...state.values()].some(({ isPending }) => isPending)) return state;
    // Who is promoting now has the lock until it is done. What cannot be placed can be looked at all the same.
    await this.change(options, (current) => this.#settle(current)).catch((error: unknown) => {
      if (TuneloopError.isInstance(error) && error.code === 'ABORTED') throw error;
    });
    return this.replayed();
  }

  /** Runs a change with nobody else's beside it. Errors: `ABORTED` while waiting, `STORE_FAILED`, `RESOURCE_EXHAUSTED`. */
  async change<T>({ signal }: CallOptions, work: (state: RegistryState) => Promise<T>): Promise<T> {
    try {
      await mkdir(this.folder, { recursive: true });
      const locked = async (): Promise<T> => work(await this.replayed());
      return await withFileLock(join(this.folder, 'lock'), locked, { signal, pollMs: 50 });
    } catch (error) {
      throw explainFileError(error, this.folder);
    }
  }

  /** On the disk when this resolves. Only within `change`. */
  async append(entry: NewEntry): Promise<void> {
    await appendToJournal(this.journalPath, { at: new Date().toISOString(), ...entry });
  }

  versionsFolder(name: string): string {
    return join(this.folder, 'versions', name);
  }

  describe(state: NameState, version: number): RegisteredVersion | undefined {
    const found = state.versions.get(version);
    if (!found) return undefined;
    const folder = join(this.versionsFolder(found.record.name), String(version));
    return {
      ...found.record,
      state: stateOf(state, version),
      reasons: found.refusedBecause,
      folder,
      file: join(folder, adapterFileName),
    };
  }

  /** As the journal is now, whatever is pending. */
  async replayed(): Promise<RegistryState> {
    try {
      return replay(await readJournal(this.journalPath));
    } catch (error) {
      throw explainFileError(error, this.folder);
    }
  }

  async #settle(state: RegistryState): Promise<void> {
    for (const [name, adapter] of state) {
      if (!adapter.isPending) continue;
      const live = this.describe(adapter, liveOf(adapter) ?? 0);
      if (live) {
        await using ready = await prepareAdapter({ ...live, folder: this.adaptersFolder });
        await ready.place();
      } else {
        await unplaceAdapter(this.adaptersFolder, name);
      }
      await this.append({ type: 'placed', name });
    }
  }
}
