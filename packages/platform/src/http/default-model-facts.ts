import type { SamplingSettings } from '@tuneloop/protocol';
import type { ModelService } from '../models/model-service.ts';

export interface DefaultModelFacts {
  /** Of requests that do not say otherwise, where that is configured. */
  sampling: SamplingSettings | undefined;
  /** Jinja, as its file has it. */
  chatTemplate: string | undefined;
}

/** What the configuration and the file say of the model that is the default now. */
export async function defaultModelFacts({
  pool,
  metadata,
  list,
  settingsOf,
}: ModelService): Promise<DefaultModelFacts> {
  const model = (await list()).find(({ id }) => id === pool.defaultId);
  const path = pool.get(pool.defaultId ?? '')?.source?.path;
  // It may be a model of another kind, or be gone by now.
  const read = path === undefined ? undefined : await metadata.read(path).catch(() => undefined);
  return { sampling: model && settingsOf(model).sampling, chatTemplate: read?.chatTemplate };
}
