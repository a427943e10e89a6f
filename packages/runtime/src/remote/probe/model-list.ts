import { TuneloopError } from '@tuneloop/protocol';
import type { UpstreamClient } from '../http/upstream-client.ts';
import type { UpstreamKind } from '../options.ts';
import { listOf, numberOf, objectOf, stringOf } from '../wire/read-json.ts';

export interface ListedModel {
  id: string;
  ownedBy: string | undefined;
  /** The base of an adapter (vLLM's and our own server's lists). */
  parent: string | undefined;
  contextSize: number | undefined;
  trainedContextSize: number | undefined;
  vocabularySize: number | undefined;
}

/**
 * The upstream's `/v1/models`; `undefined` where it has none.
 *
 * Errors: those of the request.
 */
export async function listModels(client: UpstreamClient, signal?: AbortSignal): Promise<ListedModel[] | undefined> {
  try {
    const answer = objectOf(await client.json('/v1/models', { method: 'GET', signal }));
    return listOf(answer['data']).flatMap((value) => {
      const model = objectOf(value);
      const id = stringOf(model['id']);
      if (id === undefined) return [];
      const meta = objectOf(model['meta']);
      return {
        id,
        ownedBy: stringOf(model['owned_by']),
        parent: stringOf(model['parent']),
        contextSize: numberOf(model['max_model_len']) ?? numberOf(meta['n_ctx']),
        trainedContextSize: numberOf(meta['n_ctx_train']),
        vocabularySize: numberOf(meta['n_vocab']),
      };
    });
  } catch (error) {
    const status = TuneloopError.isInstance(error) ? error.details['status'] : undefined;
    if (status === 404 || status === 405) return undefined;
    throw error;
  }
}

/** The names that each program gives as the owner of its models. */
const owners: Readonly<Record<string, UpstreamKind>> = {
  tuneloop: 'tuneloop',
  llamacpp: 'llama.cpp',
  vllm: 'vllm',
  sglang: 'sglang',
  library: 'ollama',
  organization_owner: 'lm-studio',
  organization: 'lm-studio',
};

export function kindOf(models: readonly ListedModel[] | undefined): UpstreamKind {
  const kinds = (models ?? []).map(({ ownedBy }) => owners[ownedBy ?? '']);
  return kinds.find((kind) => kind !== undefined) ?? 'openai';
}

/**
 * The upstream's model for `wanted` (the one that is configured, or the name under which it is loaded). `default` takes
 * the first. Case and Ollama's `:latest` do not matter.
 *
 * Errors: `MODEL_NOT_FOUND`, with what there is.
 */
export function findModel(models: readonly ListedModel[] | undefined, wanted: string, upstream: string): ListedModel {
  if (models === undefined) {
    return {
      id: wanted,
      ownedBy: undefined,
      parent: undefined,
      contextSize: undefined,
      trainedContextSize: undefined,
      vocabularySize: undefined,
    };
  }
  const same = (id: string): string => id.toLowerCase().replace(/:latest$/, '');
  const found =
    models.find(({ id }) => id === wanted) ??
    models.find(({ id }) => same(id) === same(wanted)) ??
    (wanted === 'default' ? models.find(({ parent }) => parent === undefined) : undefined);
  if (found) return found;
  const names = models.map(({ id }) => id);
  const shown = names.length === 0 ? 'no model' : names.slice(0, 20).join(', ') + (names.length > 20 ? ', …' : '');
  throw new TuneloopError('MODEL_NOT_FOUND', `${upstream} has no model "${wanted}". It has: ${shown}.`, {
    details: { upstream },
  });
}
