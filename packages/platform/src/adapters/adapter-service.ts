import type { AdapterControl, ModelListing } from '@tuneloop/openai-server';
import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import { createAdaptedModel, splitAdapterName } from './adapted-model.ts';
import { createAdapterControl } from './adapter-control.ts';
import type { AdapterEvent, AdapterEventListener } from './adapter-event.ts';
import { adapterFormatFor, mergeLibraries, type AdapterLibraries } from './adapter-libraries.ts';
import type { RegistryControlOptions } from './registry-control.ts';
import { AttachedModel } from './attached-model.ts';
import type { ReserveAdapter } from './loaded-versions.ts';
import { AdapterNumbers, type DefaultAdapter } from './default-adapters.ts';

export interface AdapterServiceOptions {
  /** The service disposes them. */
  libraries: AdapterLibraries;
  /** Where `load` may take adapters from; the first is where it puts copies. Absolute paths. */
  folders: readonly [string, ...string[]];
  /** Adapters for requests that choose none. */
  defaults?: readonly DefaultAdapter[] | undefined;
  onEvent?: AdapterEventListener | undefined;
  /** Left out: adapters have no versions but those of their files. */
  registered?: Pick<RegistryControlOptions, 'registry' | 'bases'> | undefined;
  /** Tells of scales for requests that choose no adapter, by the adapter's name, as they change. */
  watchDefaults?: ((listener: (name: string, scale: number) => void) => () => void) | undefined;
}

/** Adapters as models: what the library has, loaded into every model that it fits. */
export interface AdapterService extends AsyncDisposable {
  /** For the router's option `adapters`. */
  readonly control: AdapterControl;
  /** Whether there is any now, loaded or not, that needs more memory than its weights. */
  readonly hasAdapters: boolean;
  /** Begins to look for adapters; otherwise the first model does. */
  start(): void;
  /** Calls `listener` for every event from now on; returns what ends that. */
  watch(listener: AdapterEventListener): () => void;
  /**
   * Keeps the model's adapters as the library has them, until what it returns is disposed: before the model is. Resolves
   * when every adapter was tried; nothing happens for a model whose engine has none. What `reserve` refuses memory is
   * not served.
   */
  attach(model: LoadedModel, options?: { reserve?: ReserveAdapter | undefined }): Promise<Disposable>;
  /**
   * The lease with `adapter` (`pirate`, `pirate@3`, `pirate@1a2b3c`) chosen, or with the default adapters. Requests
   * choose others by name or number. Disposing it disposes `lease`, which this function also does when it throws.
   *
   * Errors: `MODEL_NOT_FOUND`; those of `ModelAdapters.load` for an older version.
   */
  adapt(lease: LoadedModel, adapter?: string): Promise<LoadedModel>;
  /** The entries of `GET /v1/models` for the adapters of a loaded model. */
  listModels(base: ModelListing): ModelListing[];
}

export function createAdapterService(options: AdapterServiceOptions): AdapterService {
  const { libraries } = options;
  const library = mergeLibraries(libraries);
  const attached = new Set<AttachedModel>();
  const listeners = new Set<AdapterEventListener>();
  const hidden = new Set<string>();
  const numbers = new AdapterNumbers();
  const scales = new Map<string, number>();
  const createdAt = new Map<string, Date>();

  const emit = (event: AdapterEvent): void => {
    options.onEvent?.(event);
    for (const listener of listeners) listener(event);
  };

  /** Default adapters are given as files; names are known when the library has read them. */
  function meet(name: string): void {
    numbers.numberOf(name);
    const files = new Set(Object.values(libraries).map((own) => own.versions(name)[0]?.file));
    const byDefault = options.defaults?.find((candidate) => files.has(candidate.file));
    if (byDefault && !scales.has(name)) scales.set(name, byDefault.scale);
    createdAt.set(name, createdAt.get(name) ?? new Date());
  }

  async function sync(name: string): Promise<void> {
    if (library.versions(name).length > 0) meet(name);
    const refusal = library.refused().find((file) => file.name === name);
    if (refusal) emit({ type: 'adapter-refused', name, reason: refusal.reason });
    await Promise.all([...attached].map((model) => model.sync(name)));
  }

  for (const { name } of library.list()) meet(name);
  const stopWatching = library.watch(({ name }) => void sync(name));
  const stopDefaults = options.watchDefaults?.((name, scale) => scales.set(name, scale));
  const attachedTo = ({ adapters }: LoadedModel): AttachedModel | undefined =>
    adapters && [...attached].find((candidate) => candidate.adapters === adapters);

  const watch = (listener: AdapterEventListener): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    get hasAdapters() {
      return libraries.gguf.list().length > 0;
    },
    watch,
    start: () => void library.refresh(),
    control: createAdapterControl({ ...options, library, attached, hidden, numbers, scales, sync, watch }),
    async attach(model, { reserve } = {}) {
      const { adapters } = model;
      if (!adapters) return { [Symbol.dispose]: () => undefined };
      const own = libraries[adapterFormatFor(model)];
      const added = new AttachedModel({ model, adapters, library: own, hidden, onEvent: emit, reserve });
      attached.add(added);
      // What no other model could take may be for this one.
      if (own.list().length === 0 || own.refused().length > 0) await own.refresh();
      await added.start();
      return {
        [Symbol.dispose]: () => {
          attached.delete(added);
          added[Symbol.dispose]();
        },
      };
    },
    async adapt(lease, adapter) {
      const found = attachedTo(lease);
      if (!found && adapter === undefined) return lease;
      try {
        if (!found) throw new TuneloopError('NOT_FOUND', `The model "${lease.info.id}" has no adapters.`);
        const wanted = adapter === undefined ? undefined : splitAdapterName(adapter);
        const chosen = wanted && (await found.use(wanted.name, wanted.selector));
        const nameOf = (number: number): string | undefined => numbers.nameOf(number);
        return createAdaptedModel({ model: lease, attached: found, chosen, nameOf, defaultScales: () => scales });
      } catch (error) {
        await lease[Symbol.asyncDispose]();
        if (!TuneloopError.isInstance(error) || error.code !== 'NOT_FOUND') throw error;
        throw new TuneloopError('MODEL_NOT_FOUND', error.message, { cause: error });
      }
    },
    listModels(base) {
      const names = [...attached].filter((model) => model.base === base.id).flatMap((model) => model.liveNames());
      return [...new Set(names)].toSorted().map((name) => ({
        id: `${base.id}:${name}`,
        createdAt: createdAt.get(name) ?? base.createdAt,
        ownedBy: base.ownedBy,
        contextSize: base.contextSize,
        images: base.images,
        state: base.state,
        parent: base.id,
        root: base.id,
      }));
    },
    async [Symbol.asyncDispose]() {
      stopWatching();
      stopDefaults?.();
      for (const model of attached) model[Symbol.dispose]();
      attached.clear();
      await library[Symbol.asyncDispose]();
    },
  };
}
