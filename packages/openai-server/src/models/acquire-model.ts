import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import type { ModelProvider } from './model-provider.ts';

/** A lease on the named model; an unknown name is answered in the same words whatever the provider says. */
export async function acquireModel(
  models: ModelProvider,
  name: string | undefined,
  signal: AbortSignal,
): Promise<LoadedModel> {
  try {
    return await models.acquire(name, { signal });
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'MODEL_NOT_FOUND') throw modelNotFound(name, error);
    throw error;
  }
}

/** Says which name was asked for, and nothing about where models are kept. */
export function modelNotFound(name: string | undefined, cause?: unknown): TuneloopError {
  const what =
    name === undefined ? 'There is no default model' : `The model ${JSON.stringify(name.slice(0, 200))} does not exist`;
  return new TuneloopError('MODEL_NOT_FOUND', `${what}; GET /v1/models lists those that do.`, {
    details: { param: 'model' },
    cause,
  });
}
