import { unwatchFile, watchFile } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { requireAdapterName } from './adapter-name.ts';
import type { RegisteredVersion } from './adapter-version.ts';
import { adoptPlaced, hashPlaced } from './adopt-placed.ts';
import { checkBases } from './check-base.ts';
import { prepareAdapter, unplaceAdapter } from './place-adapter.ts';
import type { AdapterRegistry, Promotion, PromoteOptions, RegisteredAdapter } from './registry-contract.ts';
import { liveBefore, liveOf, type NameState, type RegistryState } from './registry-state.ts';
import { RegistryStore, type NewEntry } from './registry-store.ts';
import { verifyRegistry } from './verify-registry.ts';
import { removeStrayVersions, writeVersionFolder, type AdapterAddition } from './version-folder.ts';

export interface AdapterRegistryOptions {
  /** For the registry alone; made with the first addition. Absolute. */
  folder: string;
  /** Where live adapters are put, as `NAME.gguf`. Absolute. */
  adaptersFolder: string;
}

const watchIntervalMs = 500;

/** Nothing is read or written before it is asked for something. */
export function openAdapterRegistry({ folder, adaptersFolder }: AdapterRegistryOptions): AdapterRegistry {
  const store = new RegistryStore(folder, adaptersFolder);

  function describeName(name: string, state: NameState): RegisteredAdapter {
    const numbers = [...state.versions.keys()].toSorted((one, other) => other - one);
    const live = store.describe(state, liveOf(state) ?? 0);
    const versions = numbers.flatMap((version) => store.describe(state, version) ?? []);
    return { name, ...(live && { live }), defaultScale: state.defaultScale, versions };
  }

  async function addTo(
    state: RegistryState,
    addition: AdapterAddition,
    signal?: AbortSignal,
  ): Promise<RegisteredVersion> {
    const { name, run } = addition;
    const known = state.get(name);
    const sameRun = [...(known?.versions.values() ?? [])].find(({ record }) => run !== undefined && record.run === run);
    if (known && sameRun) return requireVersion(store, known, name, sameRun.record.version);
    const parent = store.versionsFolder(name);
    await removeStrayVersions(parent, new Set(known?.versions.keys()));
    const version = (known?.highest ?? 0) + 1;
    const draft = { ...addition, version, createdAt: new Date().toISOString() };
    const record = await writeVersionFolder(join(parent, String(version)), draft, signal);
    await store.append({ type: 'added', name, record, refusedBecause: [...(addition.refusedBecause ?? [])] });
    return requireVersion(store, requireName(await store.replayed(), name), name, version);
  }

  /** What somebody has put under the name by hand is kept before anything takes its place. */
  async function followPlaced(state: RegistryState, name: string, signal?: AbortSignal): Promise<RegistryState> {
    const adopted = await adoptPlaced({ store, state, name, add: addTo, signal });
    return adopted ? store.replayed() : state;
  }

  async function makeLive(
    { name, version, entry }: { name: string; version: number; entry: NewEntry },
    { signal, bases = [], defaultScale }: PromoteOptions,
    state: NameState,
  ): Promise<Promotion> {
    const target = requireVersion(store, state, name, version);
    const warnings = await checkBases(target, bases);
    const previous = liveOf(state);
    const isPlaced = previous === version && (await hashPlaced(adaptersFolder, name)) === target.sha256;
    if (!isPlaced) {
      await using ready = await prepareAdapter({ ...target, folder: adaptersFolder }, signal);
      // From this line on the new one is live, whatever happens: who reads next puts it in its place.
      await store.append(entry);
      await ready.place();
      await store.append({ type: 'placed', name });
    }
    const scale = defaultScale ?? state.defaultScale;
    if (scale !== state.defaultScale) await store.append({ type: 'default', name, scale });
    return {
      name,
      live: { ...target, state: 'live' },
      ...(previous !== undefined && { previous }),
      defaultScale: scale,
      warnings,
    };
  }

  return {
    folder,
    adaptersFolder,
    async list() {
      const state = await store.read();
      return [...state]
        .filter(([, { versions }]) => versions.size > 0)
        .map(([name, adapter]) => describeName(name, adapter))
        .toSorted((one, other) => (one.name < other.name ? -1 : 1));
    },
    async history(name) {
      const state = requireName(await store.read(), name);
      return { ...describeName(name, state), events: state.entries };
    },
    async find(name, version) {
      const state = requireName(await store.read(), name);
      return requireVersion(store, state, name, version ?? liveOf(state));
    },
    async add(addition, { signal } = {}) {
      requireAdapterName(addition.name);
      return store.change({ signal }, async (state) => {
        const isNew = !state.has(addition.name);
        return addTo(isNew ? await followPlaced(state, addition.name, signal) : state, addition, signal);
      });
    },
    async adopt(name, { signal } = {}) {
      requireAdapterName(name);
      return store.change({ signal }, async (state) => adoptPlaced({ store, state, name, add: addTo, signal }));
    },
    async promote(name, version, options = {}) {
      const { defaultScale, reason, force = false } = options;
      if (defaultScale !== undefined) requireScale(defaultScale);
      return store.change(options, async (before) => {
        requireVersion(store, requireName(before, name), name, version);
        const state = requireName(await followPlaced(before, name, options.signal), name);
        const { state: its, reasons } = requireVersion(store, state, name, version);
        if (its === 'refused' && !force) {
          const message = `${name}@${version} was refused: ${reasons.join(' ')} Promote it with force if you want it all the same.`;
          throw new TuneloopError('INVALID_REQUEST', message, { details: { name, version, reasons } });
        }
        return makeLive({ name, version, entry: { type: 'promoted', name, version, reason } }, options, state);
      });
    },
    async rollback(name, options = {}) {
      return store.change(options, async (before) => {
        requireName(before, name);
        const state = requireName(await followPlaced(before, name, options.signal), name);
        const version = liveBefore(state);
        if (version === undefined) {
          const message = `Nothing of "${name}" was live before. Promote another version, or retire it: then the bare model answers.`;
          throw new TuneloopError('NOT_FOUND', message, { details: { name } });
        }
        const entry: NewEntry = {
          type: 'rolled-back',
          name,
          version,
          from: liveOf(state) ?? null,
          reason: options.reason,
        };
        return makeLive({ name, version, entry }, options, state);
      });
    },
    async retire(name, { reason, signal } = {}) {
      await store.change({ signal }, async (before) => {
        requireName(before, name);
        const state = requireName(await followPlaced(before, name, signal), name);
        const from = liveOf(state);
        if (from === undefined) return;
        await store.append({ type: 'retired', name, from, reason });
        await unplaceAdapter(adaptersFolder, name);
        await store.append({ type: 'placed', name });
      });
    },
    async setDefault(name, scale, options = {}) {
      requireScale(scale);
      await store.change(options, async (state) => {
        if (requireName(state, name).defaultScale !== scale) await store.append({ type: 'default', name, scale });
      });
    },
    async remove(name, version, options = {}) {
      await store.change(options, async (all) => {
        const state = requireName(all, name);
        const { folder: its, state: now } = requireVersion(store, state, name, version);
        if (now === 'live') {
          const message = `${name}@${version} is live. Promote or roll back to another version first, or retire the adapter.`;
          throw new TuneloopError('INVALID_REQUEST', message, { details: { name, version } });
        }
        await store.append({ type: 'removed', name, version });
        await rm(its, { recursive: true, force: true });
      });
    },
    verify: async (options: CallOptions = {}) => verifyRegistry(store, await store.read(options), options),
    watch(listener) {
      watchFile(store.journalPath, { interval: watchIntervalMs, persistent: false }, listener);
      return () => unwatchFile(store.journalPath, listener);
    },
  };
}

function requireName(state: RegistryState, name: string): NameState {
  requireAdapterName(name);
  const found = state.get(name);
  if (found && found.versions.size > 0) return found;
  const message = `The registry has no adapter "${name}". Train one, or see those that there are: tuneloop adapters list`;
  throw new TuneloopError('NOT_FOUND', message, { details: { name } });
}

function requireVersion(
  store: RegistryStore,
  state: NameState,
  name: string,
  version: number | undefined,
): RegisteredVersion {
  const found = version === undefined ? undefined : store.describe(state, version);
  if (found) return found;
  const known = [...state.versions.keys()].toSorted((one, other) => other - one).join(', ');
  const what = version === undefined ? `No version of "${name}" is live` : `"${name}" has no version ${version}`;
  throw new TuneloopError('NOT_FOUND', `${what}. There are: ${known}.`, { details: { name, version } });
}

function requireScale(scale: number): void {
  if (Number.isFinite(scale) && Math.abs(scale) <= 100) return;
  throw new TuneloopError('INVALID_REQUEST', `The scale must be from -100 to 100, not ${scale}.`);
}
