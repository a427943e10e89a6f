import { leaseModel, type ModelListing, type ModelManager, type ModelProvider } from '@tuneloop/openai-server';
import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import type { ModelLease, ModelState } from '@tuneloop/runtime';
import type { AdapterService } from '../adapters/adapter-service.ts';
import type { EngineProgress } from '../health/engine-progress.ts';
import { describeListing } from './describe-listing.ts';
import { outsideWork } from '../telemetry/work-context.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { findNamedModel, type NamedModel } from './find-model.ts';
import { requestNamesOf, type CatalogModel } from './model-catalog.ts';
import type { ModelService } from './model-service.ts';
import { describeProgress, publicReason } from './model-state.ts';
import { withSamplingDefaults } from './sampling-defaults.ts';

export interface ModelProviderOptions {
  models: ModelService;
  adapters?: AdapterService | undefined;
  /** How long a request waits for a model to be loaded, in ms. */
  loadWaitMs: () => number;
  tracing: Tracing;
  progress: Pick<EngineProgress, 'watch'>;
}

/** When a client should ask again while the model is on its way, in seconds. */
const retryAfterSeconds = 5;
/** A model that is given out sooner was loaded already. */
const shortestLoadMs = 5;

/** Offers the models of the service to the routes, under each of their names. */
export function createPooledModelProvider(options: ModelProviderOptions): ModelProvider {
  const { models, adapters, loadWaitMs, tracing, progress } = options;
  const { pool } = models;
  const createdAt = new Date();

  const isDefault = ({ id }: CatalogModel): boolean => id === pool.defaultId;
  const names = (model: CatalogModel): string[] => requestNamesOf(model, pool);

  function unavailable(id: string): TuneloopError | undefined {
    const state = pool.get(id)?.state;
    if (state?.status !== 'failed') return undefined;
    // Others hold the memory: the message says who.
    if (state.error.details.holders !== undefined) return undefined;
    const retry = state.retryAt === undefined ? '' : ' It will be tried again.';
    return new TuneloopError('BUSY', `The model could not be loaded: ${publicReason(state.error)}${retry}`, {
      details: { retryAfterSeconds: secondsUntil(state.retryAt), reason: state.error.code },
      cause: state.error,
    });
  }

  async function lease(id: string, signal: AbortSignal | undefined): Promise<ModelLease> {
    const limit = AbortSignal.timeout(loadWaitMs());
    try {
      const waiting = { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) };
      return await tracing.step('load_model', { attributes: { 'tuneloop.model': id }, leastMs: shortestLoadMs }, () =>
        // What a load begins, such as the engine's process, outlives the request that needed it.
        outsideWork(() => pool.acquire(id, waiting)),
      );
    } catch (error) {
      const reason = unavailable(id);
      if (reason !== undefined) throw reason;
      if (signal?.aborted || !limit.aborted) throw error;
      throw new TuneloopError(
        'BUSY',
        `The model is ${progressOf(pool.get(id)?.state)}. Try again in ${retryAfterSeconds} s.`,
        {
          details: { retryAfterSeconds },
        },
      );
    }
  }

  async function find(name: string | undefined, signal?: AbortSignal): Promise<NamedModel<CatalogModel>> {
    const known = await models.list();
    const found = findNamedModel(name ?? 'default', known, names);
    if (found !== undefined) return found;
    const first = known.find(isDefault);
    const isUnknown = first !== undefined && first.file === undefined && pool.get(first.id)?.source === undefined;
    if (isUnknown) {
      // Its own name is not known before it was found.
      using _lease = await lease(first.id, signal);
      const again = findNamedModel(name ?? 'default', known, names);
      if (again !== undefined) return again;
    }
    throw modelNotFound(name);
  }

  const manager: ModelManager = {
    load: async (name, options) => pool.load(await idOf(name), options),
    unload: async (name) => pool.unload(await idOf(name)),
    setDefault: async (name, options) => pool.switchDefault(await idOf(name), options),
    async keepAlive(name, milliseconds) {
      pool.keepAlive((await find(name)).model.id, milliseconds);
    },
  };

  async function idOf(name: string | undefined): Promise<string> {
    const { model, adapter } = await find(name);
    if (adapter !== undefined) throw modelNotFound(name);
    return model.id;
  }

  return {
    manager,
    async list(): Promise<ModelListing[]> {
      const known = (await models.list()).filter(
        (model) => model.file !== undefined || model.config !== undefined || pool.get(model.id)?.source !== undefined,
      );
      const defaultFirst = [...known.filter(isDefault), ...known.filter((model) => !isDefault(model))];
      return defaultFirst.flatMap((model) => {
        const status = pool.get(model.id);
        const path = status?.source?.path ?? model.file?.path;
        const metadata = path === undefined ? undefined : models.metadata.known(path);
        const listing = describeListing({ model, status, metadata, createdAt });
        return [listing, ...(adapters?.listModels(listing) ?? [])];
      });
    },
    async acquire(name, { signal } = {}): Promise<LoadedModel> {
      const { model, adapter } = await find(name, signal);
      if (adapter !== undefined && adapters === undefined) throw modelNotFound(name);
      const held = await lease(model.id, signal);
      const leased = progress.watch(leaseModel(held.model, () => held[Symbol.dispose]()));
      const hashed = model.file?.sha256 === undefined ? leased : withHash(leased, model.file.sha256);
      const sampled = withSamplingDefaults(hashed, models.settingsOf(model).sampling);
      return adapters === undefined ? sampled : adapters.adapt(sampled, adapter);
    },
  };
}

/** Nobody hashes weights while somebody waits: it is what their download was checked by. */
function withHash(model: LoadedModel, sha256: string): LoadedModel {
  return { ...model, info: { ...model.info, sha256 } };
}

function modelNotFound(name: string | undefined): TuneloopError {
  const message = `There is no model "${name ?? 'default'}"; GET /v1/models lists those that there are.`;
  return new TuneloopError('MODEL_NOT_FOUND', message, { details: { model: name } });
}

function progressOf(state: ModelState | undefined): string {
  return describeProgress(state?.status === 'starting' ? state.progress : undefined);
}

function secondsUntil(time: Date | undefined): number {
  if (time === undefined) return 60;
  return Math.max(1, Math.ceil((time.getTime() - Date.now()) / 1000));
}
