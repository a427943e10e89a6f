import { sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TuneloopError } from '@tuneloop/protocol';
import type { AdapterFormat } from './adapter-format.ts';
import type { AdapterPattern } from './adapter-pattern.ts';
import { stampOf } from './file-stamp.ts';
import { findAdapters, type AdapterCandidate } from './find-adapters.ts';
import type { AdapterLibraryChange, RefusedAdapter, StoredAdapter } from './stored-adapter.ts';
import { takeAdapter, type TakeOptions } from './take-adapter.ts';
import type { VersionRegistry } from './version-registry.ts';

/** What is known of one file or folder of the user. */
interface Entry {
  candidate: AdapterCandidate;
  /** When it was taken or refused last. */
  triedStamp?: string | undefined;
  isStored: boolean;
  refusal?: string | undefined;
  work?: Promise<void> | undefined;
  missingSinceMs?: number | undefined;
}

export interface AdapterLibraryOptions extends Omit<TakeOptions, 'knownHash'> {
  patterns: readonly AdapterPattern[];
  format: AdapterFormat;
  registry: VersionRegistry;
  onChange: (change: AdapterLibraryChange) => void;
}

/** Some programs remove a file before they put the new one in its place. */
const removalGraceMs = 50;
/** So that `base:name@version` has one meaning only. */
const usableName = /^[^\s:@/\\]{1,128}$/;

/** Keeps the cache in step with the folders; told when to look, it compares what is there with what it knows. */
export class AdapterLibrary {
  readonly #options: AdapterLibraryOptions;
  readonly #entries = new Map<string, Entry>();
  /** Folders that cannot be read, with the reason. */
  #unreadable = new Map<string, string>();
  #scan: Promise<void> | undefined;
  #isStale = false;

  constructor(options: AdapterLibraryOptions) {
    this.#options = options;
  }

  list(): StoredAdapter[] {
    const names = [...this.#entries.values()].flatMap(({ isStored, candidate }) => (isStored ? [candidate.name] : []));
    return names.toSorted().flatMap((name) => this.versions(name).slice(0, 1));
  }

  versions(name: string): StoredAdapter[] {
    const { registry, cache } = this.#options;
    if (this.#ownerOf(name)?.isStored !== true) return [];
    const stored = registry.versions(name).filter(({ hash }) => cache.has(hash));
    return stored.map(({ version, hash, file }) => ({ name, version, hash, path: cache.path(hash), file }));
  }

  refused(): RefusedAdapter[] {
    const entries = [...this.#entries.values()].flatMap(({ candidate: { name, file }, refusal }) =>
      refusal === undefined ? [] : [{ name, file, reason: refusal }],
    );
    const folders = [...this.#unreadable].map(([file, reason]) => ({ name: file, file, reason }));
    return [...entries, ...folders];
  }

  /** Looks soon; any number of calls while it looks make it look once more. */
  async look(): Promise<void> {
    this.#isStale = true;
    this.#scan ??= this.#lookWhileStale().finally(() => (this.#scan = undefined));
    await this.#scan;
  }

  /** Looks, tries again what was refused, and resolves when nothing is being taken any more. */
  async refresh(): Promise<void> {
    for (const entry of this.#entries.values()) if (entry.refusal !== undefined) entry.triedStamp = undefined;
    await this.look();
    await this.settled();
  }

  /** Resolves when nothing is being taken any more. */
  async settled(): Promise<void> {
    for (const { work } of this.#entries.values()) await work;
  }

  async #lookWhileStale(): Promise<void> {
    while (this.#isStale && !this.#options.signal.aborted) {
      this.#isStale = false;
      const { candidates, unreadable } = await findAdapters(this.#options.patterns, this.#options.format);
      this.#unreadable = new Map(unreadable.map(({ folder, error }) => [folder, unreadableReason(folder, error)]));
      for (const candidate of candidates) await this.#see(candidate);
      this.#dropMissing(new Set(candidates.map(({ file }) => file)));
    }
  }

  async #see(candidate: AdapterCandidate): Promise<void> {
    const entry: Entry = this.#entries.get(candidate.file) ?? { candidate, isStored: false };
    this.#entries.set(candidate.file, entry);
    entry.missingSinceMs = undefined;
    if (entry.work !== undefined) return;
    const stamp = await stampOf(candidate).catch((error: unknown) => ({ text: String(error) }));
    if (stamp === undefined || stamp.text === entry.triedStamp) return;
    entry.work = this.#take(entry)
      .then((taken) => (entry.triedStamp = taken ?? stamp.text))
      .catch((error: unknown) => this.#refuse(entry, stamp.text, error))
      // It may have changed after the last look at it.
      .finally(() => (entry.work = undefined))
      .then(() => this.#lookLater());
  }

  /** The stamp of what was taken. */
  async #take(entry: Entry): Promise<string | undefined> {
    const { candidate } = entry;
    const { registry, cache } = this.#options;
    this.#assertNameUsable(entry);
    const knownHash = (file: string, stamp: string): string | undefined => {
      const [newest] = registry.versions(candidate.name);
      return newest?.file === file && newest.stamp === stamp && cache.has(newest.hash) ? newest.hash : undefined;
    };
    const taken = await takeAdapter(candidate, { ...this.#options, knownHash });
    if (taken === undefined || this.#entries.get(candidate.file) !== entry) return undefined;
    this.#assertNameUsable(entry);
    const before = entry.isStored ? registry.versions(candidate.name)[0]?.version : undefined;
    const wasStored = entry.isStored;
    entry.isStored = true;
    try {
      const { version } = await registry.register(candidate.name, { ...taken, file: candidate.file });
      entry.refusal = undefined;
      const { name } = candidate;
      if (before !== version) this.#options.onChange({ type: before === undefined ? 'added' : 'changed', name });
    } catch (error) {
      entry.isStored = wasStored;
      throw error;
    }
    return taken.stamp;
  }

  #refuse(entry: Entry, stamp: string, error: unknown): void {
    const { candidate } = entry;
    if (this.#options.signal.aborted || this.#entries.get(candidate.file) !== entry) return;
    entry.triedStamp = stamp;
    const reason = TuneloopError.isInstance(error) ? error.message : unreadableReason(candidate.file, error);
    if (entry.refusal === reason) return;
    entry.refusal = reason;
    this.#options.onChange({ type: 'refused', name: candidate.name, reason });
  }

  #assertNameUsable(entry: Entry): void {
    const { name, file } = entry.candidate;
    if (!usableName.test(name)) {
      throw new TuneloopError(
        'ADAPTER_INVALID',
        `${file} cannot be named in requests. Rename it to something without spaces, ":" and "@".`,
      );
    }
    const owner = this.#ownerOf(name);
    if (owner === undefined || owner === entry || !owner.isStored) return;
    throw new TuneloopError(
      'ADAPTER_INVALID',
      `${file} has the same name as ${owner.candidate.file}. Rename one of the two.`,
    );
  }

  #ownerOf(name: string): Entry | undefined {
    const entries = [...this.#entries.values()].filter(({ candidate }) => candidate.name === name);
    return entries.find(({ isStored }) => isStored) ?? entries[0];
  }

  #dropMissing(present: ReadonlySet<string>): void {
    for (const [file, entry] of this.#entries) {
      const isHidden = [...this.#unreadable.keys()].some((folder) => file.startsWith(folder + sep));
      if (present.has(file) || isHidden) continue;
      entry.missingSinceMs ??= performance.now();
      if (performance.now() - entry.missingSinceMs < removalGraceMs) {
        void this.#lookLater(removalGraceMs);
        continue;
      }
      this.#entries.delete(file);
      const { name } = entry.candidate;
      if (entry.isStored) this.#options.onChange({ type: 'removed', name });
      // Another file of this name was refused until now.
      const next = this.#ownerOf(name);
      if (next?.refusal !== undefined) {
        next.triedStamp = undefined;
        this.#isStale = true;
      }
    }
  }

  async #lookLater(delayMs = 0): Promise<void> {
    const { signal } = this.#options;
    if (delayMs > 0) await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    // The work that asks for it is part of what is looked at, so it does not wait.
    if (!signal.aborted) void this.look();
  }
}

function unreadableReason(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return `${path} cannot be read (${code ?? String(error)}). Give this user access to it.`;
}
