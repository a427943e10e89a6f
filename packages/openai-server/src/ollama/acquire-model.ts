import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import { acquireModel } from '../models/acquire-model.ts';
import type { ModelProvider } from '../models/model-provider.ts';

const latest = ':latest';

/** A lease on the named model. To Ollama's clients a name and the same name with `:latest` mean the same. */
export async function acquireByOllamaName(
  models: ModelProvider,
  name: string | undefined,
  signal: AbortSignal,
): Promise<LoadedModel> {
  try {
    return await acquireModel(models, name, signal);
  } catch (error) {
    if (!TuneloopError.isInstance(error) || error.code !== 'MODEL_NOT_FOUND') throw error;
    if (name?.endsWith(latest)) return acquireByOllamaName(models, name.slice(0, -latest.length), signal);
    // Clients look for "not found" in it.
    const what = name === undefined ? 'default model' : `model ${JSON.stringify(name.slice(0, 200))}`;
    const message = `${what} not found; GET /api/tags lists those that are here`;
    throw new TuneloopError('MODEL_NOT_FOUND', message, { details: { param: 'model' }, cause: error });
  }
}
