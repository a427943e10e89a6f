import { TuneloopError } from '@tuneloop/protocol';
import type { ModelStore, ResolvedModel } from '@tuneloop/runtime';

/** How long a list of the upstreams' models is taken for true. */
const validForMs = 10_000;

/** Stands for the first model of the upstreams, where the configuration names none. */
export const firstUpstreamModel = 'default';

/**
 * The models of upstreams as a store: nothing is downloaded, and every name that the upstreams have can be asked for.
 *
 * @param listModels the names that the upstreams have now
 */
export function createUpstreamModelStore(listModels: () => Promise<string[]>): ModelStore {
  let known: { names: string[]; readAt: number } | undefined;
  const names = async (): Promise<string[]> => {
    if (known === undefined || performance.now() - known.readAt > validForMs) {
      // Upstreams that are away for a moment keep their models.
      const listed = await listModels().catch((error: unknown) => {
        if (known === undefined) throw error;
        return known.names;
      });
      known = { names: listed, readAt: performance.now() };
    }
    return known.names;
  };
  const resolve = async (reference: string): Promise<ResolvedModel> => {
    if (reference !== firstUpstreamModel) return asResolved(reference);
    const [first] = await names();
    if (first !== undefined) return asResolved(first);
    throw new TuneloopError('MODEL_NOT_FOUND', 'The upstreams list no model. Name one with MODEL_PATH or --model.');
  };
  return {
    folder: '',
    resolve,
    find: resolve,
    list: async () => (await names()).map(asResolved),
    remove: async () => {
      throw new TuneloopError('UNSUPPORTED', 'The models of upstreams are removed on the servers that have them.');
    },
  };
}

/** It has no file here; its name tells it apart from others where they are told apart by their paths. */
function asResolved(name: string): ResolvedModel {
  return { id: name, reference: name, path: name, sizeBytes: 0 };
}
