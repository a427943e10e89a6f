import type { AdapterListing, AdapterVersion } from '@tuneloop/openai-server';
import { TuneloopError, type LoadedModel, type ModelAdapters } from '@tuneloop/protocol';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { publicReason } from '../models/model-state.ts';
import type { AdapterEvent } from './adapter-event.ts';
import { engineIdOf, type AdapterLibrary, type StoredAdapter } from './adapter-library.ts';
import { LoadedVersions, type ReserveAdapter, type VersionUse } from './loaded-versions.ts';

interface Served {
  file: string;
  /** What answers to the name. */
  live?: VersionUse;
  /** Why the newest version does not. */
  refused?: { version: StoredAdapter; reason: string };
  /** Runs while a newer version is being loaded. */
  work?: Promise<void> | undefined;
}

export interface AttachedModelOptions {
  model: LoadedModel;
  adapters: ModelAdapters;
  library: AdapterLibrary;
  /** Names that are not served although their files are there. */
  hidden: ReadonlySet<string>;
  onEvent: (event: AdapterEvent) => void;
  /** Left out, the memory of adapters is not counted. */
  reserve?: ReserveAdapter | undefined;
}

/**
 * Before further attempts at an adapter that could not be loaded for a reason of its engine's, such as a process that
 * died: it says nothing about the adapter.
 */
const retryDelaysMs = [100, 500, 2000, 8000];

/** How long an older version stays in memory after its last request. */
const lingerMs = 60_000;

/**
 * Keeps the adapters of one loaded model as the library has them. A new version is loaded first; then the name points
 * to it; then the old one is unloaded, as soon as nobody uses it.
 */
export class AttachedModel implements Disposable {
  readonly base: string;
  readonly adapters: ModelAdapters;
  /** Where its adapters are from. */
  readonly library: AdapterLibrary;
  readonly #options: AttachedModelOptions;
  readonly #versions: LoadedVersions;
  readonly #served = new Map<string, Served>();
  readonly #lingering = new Map<NodeJS.Timeout, VersionUse>();
  #isAttached = true;

  constructor(options: AttachedModelOptions) {
    this.base = options.model.info.id;
    this.adapters = options.adapters;
    this.library = options.library;
    this.#options = options;
    this.#versions = new LoadedVersions(options.adapters, options.reserve);
  }

  /** Takes everything over that the library has, and resolves when each adapter was tried. */
  async start(): Promise<void> {
    await Promise.all(this.library.list().map(({ name }) => this.sync(name)));
  }

  /** Makes the name answer as the library has it now. Never fails: what cannot be loaded is refused with a reason. */
  async sync(name: string): Promise<void> {
    const newest = this.#newest(name);
    const served = this.#served.get(name);
    if (!newest) {
      this.#drop(name);
      return;
    }
    const state = served ?? { file: newest.file };
    this.#served.set(name, state);
    state.work ??= this.#update(name, state).finally(() => (state.work = undefined));
    await state.work;
  }

  list(): AdapterListing[] {
    return [...this.#served].map(([name, { file, live, refused }]) => ({
      name,
      base: this.base,
      file: basename(file),
      live: live && this.#describe(live.version),
      versions: this.library.versions(name).map((version) => this.#describe(version)),
      refusedBecause: refused?.reason,
    }));
  }

  /** Those that answer now. */
  liveNames(): string[] {
    return [...this.#served].flatMap(([name, { live }]) => (live ? [name] : []));
  }

  /**
   * @param selector a version's number, or the beginning of its hash; left out: the version that is live.
   *
   * Errors: `NOT_FOUND`; those of `ModelAdapters.load` for an older version.
   */
  async use(name: string, selector?: string): Promise<VersionUse> {
    const served = this.#served.get(name);
    if (selector === undefined) {
      if (served && !served.live) await served.work;
      if (!served?.live || this.#served.get(name) !== served) throw this.#notFound(name);
      return this.#versions.share(served.live);
    }
    const version = served && findVersion(this.library.versions(name), selector);
    if (!version) throw this.#notFound(`${name}@${selector}`);
    if (served.live && engineIdOf(version) === served.live.id) return this.#versions.share(served.live);
    const use = await this.#versions.use(version);
    this.#linger(this.#versions.share(use));
    return use;
  }

  [Symbol.dispose](): void {
    this.#isAttached = false;
    for (const [timer, use] of this.#lingering) {
      clearTimeout(timer);
      use[Symbol.dispose]();
    }
    this.#lingering.clear();
    for (const { live } of this.#served.values()) live?.[Symbol.dispose]();
    this.#served.clear();
  }

  #newest(name: string): StoredAdapter | undefined {
    if (!this.#isAttached || this.#options.hidden.has(name)) return undefined;
    return this.library.versions(name)[0];
  }

  async #update(name: string, state: Served): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const newest = this.#newest(name);
      if (!newest || this.#served.get(name) !== state) return;
      const handled = [state.live?.version, state.refused?.version];
      if (handled.some((version) => version && engineIdOf(version) === engineIdOf(newest))) return;
      const startedAt = performance.now();
      try {
        const use = await this.#versions.use(newest);
        // It may be gone, or have been replaced again, by now.
        if (this.#newest(name) !== newest && this.#newest(name)?.hash !== newest.hash) use[Symbol.dispose]();
        else if (this.#served.get(name) === state) this.#swap(name, state, use, performance.now() - startedAt);
        else use[Symbol.dispose]();
      } catch (error) {
        const failure = TuneloopError.from(error);
        const delayMs = failure.retryable ? retryDelaysMs[attempt] : undefined;
        if (delayMs === undefined) this.#refuse(name, state, newest, failure);
        else await sleep(delayMs, undefined, { ref: false });
      }
    }
  }

  #swap(name: string, state: Served, use: VersionUse, loadMs: number): void {
    const old = state.live;
    state.live = use;
    state.file = use.version.file;
    delete state.refused;
    old?.[Symbol.dispose]();
    const { version } = use.version;
    const replaced = old && { replaced: old.version.version };
    this.#options.onEvent({ type: 'adapter-live', base: this.base, name, version, loadMs, ...replaced });
  }

  #refuse(name: string, state: Served, version: StoredAdapter, error: TuneloopError): void {
    const reason = publicReason(error);
    state.refused = { version, reason };
    this.#options.onEvent({ type: 'adapter-refused', base: this.base, name, version: version.version, reason });
  }

  #drop(name: string): void {
    const served = this.#served.get(name);
    if (!served) return;
    this.#served.delete(name);
    served.live?.[Symbol.dispose]();
    this.#options.onEvent({ type: 'adapter-removed', base: this.base, name });
  }

  #linger(use: VersionUse): void {
    const timer = setTimeout(() => {
      this.#lingering.delete(timer);
      use[Symbol.dispose]();
    }, lingerMs).unref();
    this.#lingering.set(timer, use);
  }

  #describe(version: StoredAdapter): AdapterVersion {
    const info = this.adapters.list().find(({ id }) => id === engineIdOf(version));
    return {
      version: version.version,
      hash: version.hash,
      state: this.#versions.has(version) ? 'loaded' : 'stored',
      sizeBytes: info?.sizeBytes,
      rank: info?.rank,
      alpha: info?.alpha,
    };
  }

  #notFound(what: string): TuneloopError {
    const message = `The model "${this.base}" has no adapter "${what}"; GET /v1/adapters lists those that it has.`;
    return new TuneloopError('NOT_FOUND', message, { details: { adapter: what } });
  }
}

function findVersion(versions: readonly StoredAdapter[], selector: string): StoredAdapter | undefined {
  const byNumber = versions.find(({ version }) => String(version) === selector);
  if (byNumber) return byNumber;
  return /^[\da-f]{6,64}$/i.test(selector)
    ? versions.find(({ hash }) => hash.startsWith(selector.toLowerCase()))
    : undefined;
}
