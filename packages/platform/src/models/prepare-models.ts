import type { ModelPool } from '@tuneloop/runtime';
import { isSameValue } from '../config/same-value.ts';
import type { ModelConfig } from '../config/schema.ts';
import type { PreparedChange } from '../reload/live-settings.ts';
import { configuredModels, type CatalogModel, type ConfiguredModels } from './model-catalog.ts';

export interface PrepareModelsOptions {
  pool: ModelPool;
  before: ConfiguredModels;
  next: ConfiguredModels;
  /** Lets the pool know these, and run them as they are configured there; none: as before. */
  stage: (models: readonly CatalogModel[]) => void;
  /** Called when `next` is what is configured. */
  hold: () => void;
}

/** These hold for the next request, or for what is idle: nothing is loaded anew for them. */
type LightSettings = 'sampling' | 'pin' | 'preload' | 'idleMs';

/**
 * Other models than before. Another default model is loaded now, while the old one serves; one with other settings is
 * loaded anew when its requests have ended; one that is not configured any more is unloaded then.
 *
 * Errors: those of loading the default model.
 */
export async function prepareModels({
  pool,
  before,
  next,
  stage,
  hold,
}: PrepareModelsOptions): Promise<PreparedChange> {
  const models = configuredModels(next);
  const isOther = next.reference !== before.reference;
  stage(models);
  const lease = isOther ? await pool.acquire(next.reference).catch((error: unknown) => unstaged(error)) : undefined;

  function unstaged(error: unknown): never {
    stage([]);
    throw error;
  }

  const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);
  const reload = async (id: string): Promise<void> => {
    await pool.unload(id);
    await pool.load(id);
  };
  return {
    discard() {
      stage([]);
      lease?.[Symbol.dispose]();
    },
    commit() {
      hold();
      stage([]);
      if (lease) quietly(pool.switchDefault(next.reference).finally(() => lease[Symbol.dispose]()));
      for (const { id } of configuredModels(before)) {
        const isLoaded = (pool.get(id)?.state.status ?? 'idle') !== 'idle';
        const stays = models.some((model) => model.id === id);
        if (!stays && id !== before.reference && isLoaded) quietly(pool.unload(id));
        if (stays && isLoaded && !isSameValue(heavy(before.models[id]), heavy(next.models[id]))) quietly(reload(id));
      }
      for (const { id, config } of models) {
        if (config?.preload && !before.models[id]?.preload) quietly(pool.load(id));
      }
    },
  };
}

function heavy(model: ModelConfig | undefined): Omit<ModelConfig, LightSettings> | undefined {
  if (model === undefined) return undefined;
  const { sampling: _sampling, pin: _pin, preload: _preload, idleMs: _idleMs, ...rest } = model;
  return rest;
}
