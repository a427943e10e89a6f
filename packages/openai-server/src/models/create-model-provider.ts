import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import { leaseModel } from './lease-model.ts';
import type { ModelListing, ModelProvider } from './model-provider.ts';

/**
 * Serves models that are already loaded, under their own ids; the first is the default. They stay the caller's to
 * dispose.
 */
export function createModelProvider(models: readonly LoadedModel[]): ModelProvider {
  const createdAt = new Date();
  const listings: ModelListing[] = models.map(({ info }) => ({
    id: info.id,
    createdAt,
    ownedBy: 'tuneloop',
    contextSize: info.contextSize,
    images: info.capabilities.images,
  }));
  return {
    list: () => listings,
    acquire: async (name) => {
      const model = name === undefined || name === 'default' ? models[0] : models.find(({ info }) => info.id === name);
      if (!model) throw new TuneloopError('MODEL_NOT_FOUND', `No model is called "${name ?? 'default'}".`);
      return leaseModel(model);
    },
  };
}
