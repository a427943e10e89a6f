import { stat } from 'node:fs/promises';
import { leaseModel } from '@tuneloop/openai-server';
import { TuneloopError, type Engine, type LoadedModel, type ProgressListener } from '@tuneloop/protocol';
import {
  createDeviceMeter,
  createMemoryAllocator,
  createModelPool,
  folderSize,
  ramId,
  type MemoryAllocator,
  type ModelPool,
  type ModelStore,
  type ResolvedModel,
} from '@tuneloop/runtime';
import type { AdapterService } from '../adapters/adapter-service.ts';
import type { ReserveAdapter } from '../adapters/loaded-versions.ts';
import type { Config, RuntimeConfig } from '../config/schema.ts';
import { withAdapterMemory } from './adapter-memory.ts';
import { createMetadataReader, type MetadataReader } from './metadata-reader.ts';
import { findNamedModel } from './find-model.ts';
import { createModelCatalog, requestNamesOf, type CatalogModel, type ModelCatalog } from './model-catalog.ts';
import { createHeaderReader } from './header-reader.ts';
import { largestPart, measureModel, planModel, type ModelPlan } from './model-memory.ts';
import { requireGguf } from './require-gguf.ts';
import { requireNamedModel } from './require-named-model.ts';
import { prepareModels } from './prepare-models.ts';
import type { PreparedChange } from '../reload/live-settings.ts';
import { modelSettings, type EngineSettings, type ModelSettings } from './model-settings.ts';

export interface ModelServiceOptions {
  config: Config;
  /** What a configuration means by its default model. */
  referenceOf: (config: Pick<Config, 'model'>) => string;
  store: ModelStore;
  /** An engine for a model with these settings. */
  engine: (settings: EngineSettings) => Promise<Engine>;
  /** Keeps the adapters of loaded models. */
  adapters?: AdapterService | undefined;
}

/** Every model of this server: what there is, and what is loaded. */
export interface ModelService extends AsyncDisposable {
  readonly pool: ModelPool;
  readonly catalog: ModelCatalog;
  /** Of this machine; training shares it. */
  readonly allocator: MemoryAllocator;
  readonly metadata: MetadataReader;
  /** The catalogue, all of it known to the pool. */
  list(): Promise<readonly CatalogModel[]>;
  settingsOf(model: CatalogModel): ModelSettings;
  /** What the configuration means by its default model. */
  readonly reference: string;
  /**
   * Makes ready what a reload changes of models: another default model is loaded while the old one serves.
   *
   * Errors: those of loading it.
   */
  prepareReload(next: Config): Promise<PreparedChange>;
  /** What of `runtime` holds now. */
  readonly runtime: Readonly<RuntimeConfig>;
  /**
   * For models that do not say otherwise, from their next load on; the default model is loaded anew at once, when its
   * requests have ended. A failure takes the change back.
   *
   * Errors: those of loading.
   */
  setGpuLayers(layers: number | undefined): Promise<void>;
  /** The most that models may take together, from the next load on; what is loaded stays. */
  setMemoryLimit(bytes: number | undefined): void;
  /**
   * The GGUF of a model that is on disk, by any of its names; of the default one without.
   *
   * Errors: `MODEL_NOT_FOUND`, `INVALID_REQUEST` (an ONNX model).
   */
  findFile(name: string | undefined): Promise<string>;
  /** The same as the whole entry of the catalogue. */
  findOnDisk(name: string | undefined): Promise<CatalogModel & { file: ResolvedModel }>;
  /**
   * The id in the pool of the model with this file, which is added to it where no name leads there. Ids are of one
   * process; files are what processes can tell each other.
   */
  idOfFile(path: string): Promise<string>;
  /** Begins to load the default model, and those that are to be there from the start, and to look for adapters. */
  start(): void;
}

export function createModelService(options: ModelServiceOptions): ModelService {
  const { config, referenceOf, store, adapters } = options;
  let reference = referenceOf(config);
  /** Of a reload that is being prepared. */
  let staged: readonly CatalogModel[] = [];
  /** What can change while the server runs. */
  const runtime: RuntimeConfig = { ...config.runtime };
  const limits: { [ramId]?: number } = {};
  const setMemoryLimit = (bytes: number | undefined): void => {
    runtime.memoryBytes = bytes;
    if (bytes === undefined) delete limits[ramId];
    else limits[ramId] = bytes;
  };
  setMemoryLimit(runtime.memoryBytes);
  const allocator = createMemoryAllocator({ measure: createDeviceMeter(), limits });
  const pool = createModelPool({ allocator });
  const catalog = createModelCatalog(() => ({ models: config.models, reference }), store);
  const metadata = createMetadataReader();
  const headers = createHeaderReader(metadata);
  const settingsOf = ({ config: model }: CatalogModel): ModelSettings => modelSettings({ ...config, runtime }, model);

  let isLooking = false;
  /**
   * Not before a model was found, or will not be for a while: PEFT folders are converted for it, and would be refused
   * without one.
   */
  function lookForAdapters(): void {
    if (!isLooking) adapters?.start();
    isLooking = true;
  }

  /** Those in the adapters folder are known once it was looked at. */
  const hasAdapters = (): boolean =>
    config.adapters.paths.length > 0 || config.adapters.defaults.length > 0 || adapters?.hasAdapters === true;

  /** Where others need memory too, the context is what was reckoned with; alone the engine knows better. */
  function contextFor({ contextSize }: ModelSettings, plan: ModelPlan | undefined): number | undefined {
    const reckoned = plan?.reckoned;
    if (contextSize !== undefined || reckoned === undefined) return contextSize;
    const isShared = runtime.memoryBytes !== undefined || allocator.holders().length > 1;
    return isShared && reckoned.contextSize < reckoned.metadata.contextLength ? reckoned.contextSize : undefined;
  }

  /** As the configuration has it now. */
  const latest = (model: CatalogModel): CatalogModel =>
    [...staged, ...catalog.configured].find(({ id }) => id === model.id) ?? model;

  function add(added: CatalogModel): void {
    const { id } = added;
    const settingsNow = (): ModelSettings => settingsOf(latest(added));
    pool.add<ModelPlan>({
      id,
      get pin() {
        return settingsNow().pin;
      },
      get idleMs() {
        return settingsNow().idleMs;
      },
      get keepTrying() {
        return id === reference || settingsNow().preload === true;
      },
      async resolve(load) {
        const onProgress: ProgressListener = (progress) => {
          lookForAdapters();
          load.onProgress?.(progress);
        };
        requireNamedModel(config, id === reference);
        const model = latest(added);
        // The store does not know its name yet.
        const isStaged = staged.some((other) => other.id === id);
        const wanted = (isStaged ? model.config?.reference : undefined) ?? model.reference;
        const found = await store.resolve(wanted, { ...load, onProgress, offline: config.offline });
        return { id: model.publicId ?? found.id, path: found.path };
      },
      async plan({ path }) {
        lookForAdapters();
        if (path === undefined) return undefined;
        const settings = settingsNow();
        const reading = headers.read(path, settings);
        const { memoryBytes: configured } = config.adapters;
        // Alone it is not held to an estimate: the engine starts at once, and reads the header with us.
        if (runtime.memoryBytes === undefined && allocator.holders().length === 0) {
          const size = await sizeOnDisk(path);
          return size === undefined
            ? undefined
            : { bytes: { [ramId]: size + (configured ?? 0) }, adapterBytes: configured };
        }
        const found = await reading;
        // What ONNX Runtime needs for an adapter is its weights alone.
        const isOnnx = found?.metadata.format === 'onnx';
        const memory = isOnnx ? { configured: 0, hasAdapters: false } : { configured, hasAdapters: hasAdapters() };
        return found && ((devices) => withAdapterMemory(planModel(found, settings, devices), devices, memory));
      },
      async load(source, { plan, ...load }) {
        const settings = settingsNow();
        const engine = await options.engine({
          ...settings,
          contextSize: contextFor(settings, plan),
          adapterMemoryBytes: plan === undefined ? config.adapters.memoryBytes : plan.adapterBytes,
        });
        const loaded = await engine.load(source, load);
        if (adapters === undefined) return loaded;
        const device = largestPart(plan?.bytes ?? {});
        return withAdapters(loaded, adapters, (bytes) =>
          // What is free says little while the model itself is being loaded; limits hold all the same.
          allocator.reserve({ owner: id, plan: { bytes: { [device]: bytes } }, overcommit: true }),
        );
      },
      measure: (loaded, plan) => {
        const path = pool.get(id)?.source?.path;
        const settings = settingsNow();
        return measureModel(loaded, plan, {
          headers: path === undefined ? undefined : headers.known(path, settings),
          settings,
        });
      },
    });
  }

  /** With the settings of now; what runs on it ends first, and what comes meanwhile waits. */
  async function reloadDefault(): Promise<void> {
    const id = pool.defaultId;
    if (id === undefined || (pool.get(id)?.state.status ?? 'idle') === 'idle') return;
    await pool.unload(id);
    await pool.load(id);
  }

  async function findOnDisk(name = 'default'): Promise<CatalogModel & { file: ResolvedModel }> {
    const found = findNamedModel(name, await catalog.list(), (model) => requestNamesOf(model, pool));
    const file = found?.adapter === undefined ? found?.model.file : undefined;
    if (found && file) return { ...found.model, file };
    throw new TuneloopError('MODEL_NOT_FOUND', `The model "${name}" is not on this disk. Download it first.`);
  }

  for (const model of catalog.configured) add(model);

  const service: ModelService = {
    pool,
    catalog,
    allocator,
    metadata,
    settingsOf,
    get reference() {
      return reference;
    },
    prepareReload: (next) =>
      prepareModels({
        pool,
        before: { models: config.models, reference },
        next: { models: next.models, reference: referenceOf(next) },
        stage: (models) => {
          staged = models;
          for (const model of models) if (pool.get(model.id) === undefined) add(model);
        },
        hold: () => {
          reference = referenceOf(config);
          catalog.forget();
        },
      }),
    runtime,
    async setGpuLayers(layers) {
      const before = runtime.gpuLayers;
      runtime.gpuLayers = layers;
      try {
        await reloadDefault();
      } catch (error) {
        runtime.gpuLayers = before;
        void reloadDefault().catch(() => undefined);
        throw error;
      }
    },
    setMemoryLimit,
    async list() {
      const models = await catalog.list();
      for (const model of models) if (pool.get(model.id) === undefined) add(model);
      return models;
    },
    findOnDisk,
    async idOfFile(path) {
      const models = await service.list();
      const isOfFile = (id: string): boolean => pool.get(id)?.source?.path === path;
      const id = models.find((model) => model.file?.path === path || isOfFile(model.id))?.id ?? path;
      if (pool.get(id) === undefined)
        add({ id, reference: path, config: undefined, file: undefined, publicId: undefined });
      return id;
    },
    async findFile(name) {
      const { file } = await findOnDisk(name);
      await requireGguf(file);
      return file.path;
    },
    start() {
      const preloaded = catalog.configured.filter(({ id, config: model }) => id === reference || model?.preload);
      for (const { id } of preloaded) void pool.load(id).catch(lookForAdapters);
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
  return service;
}

/** Of a file, or of all files of a folder; `undefined` where there is none. */
async function sizeOnDisk(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? await folderSize(path) : found?.size;
}

/** The same model, with its adapters kept up to date until it is unloaded. */
async function withAdapters(
  model: LoadedModel,
  adapters: AdapterService,
  reserve: ReserveAdapter,
): Promise<LoadedModel> {
  try {
    const attachment = await adapters.attach(model, { reserve });
    return {
      ...leaseModel(model),
      [Symbol.asyncDispose]: async () => {
        attachment[Symbol.dispose]();
        await model[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await model[Symbol.asyncDispose]();
    throw TuneloopError.from(error);
  }
}
