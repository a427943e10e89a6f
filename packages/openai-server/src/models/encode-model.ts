import type { ModelListing, ModelLoadState } from './model-provider.ts';

/** OpenAI's model object, with what other servers add to it where it is known. */
export interface ModelWire {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
  /** vLLM's name for the context size. */
  max_model_len?: number;
  /** llama-server's, of its `/props`. */
  modalities?: { vision: boolean };
  /** vLLM's, for adapters: the model that it changes, and the one whose weights it uses. */
  parent?: string;
  root?: string;
  /** llama-server's (in its router mode). */
  status?: { value: ModelLoadState; progress?: number };
  /** llama-server's names for what the file says of itself. */
  meta?: { size?: number; n_params?: number; architecture?: string; quantization?: string };
}

export interface ModelListWire {
  object: 'list';
  data: ModelWire[];
}

export function encodeModel(listing: ModelListing): ModelWire {
  const { id, createdAt, ownedBy, contextSize, images, parent, root } = listing;
  return {
    id,
    object: 'model',
    created: Math.floor(createdAt.getTime() / 1000),
    owned_by: ownedBy,
    ...(contextSize !== undefined && { max_model_len: contextSize }),
    ...(images !== undefined && { modalities: { vision: images } }),
    ...(parent !== undefined && { parent }),
    ...(root !== undefined && { root }),
    ...encodeStatus(listing),
    ...encodeMeta(listing),
  };
}

export function encodeModelList(models: readonly ModelListing[]): ModelListWire {
  return { object: 'list', data: models.map(encodeModel) };
}

function encodeStatus({ state, progress }: ModelListing): Pick<ModelWire, 'status'> {
  if (state === undefined) return {};
  const share = progress?.total ? progress.completed / progress.total : undefined;
  return { status: { value: state, ...(share !== undefined && { progress: share }) } };
}

function encodeMeta({ sizeBytes, parameters, architecture, quantization }: ModelListing): Pick<ModelWire, 'meta'> {
  const meta = {
    ...(sizeBytes !== undefined && { size: sizeBytes }),
    ...(parameters !== undefined && { n_params: parameters }),
    ...(architecture !== undefined && { architecture }),
    ...(quantization !== undefined && { quantization }),
  };
  return Object.keys(meta).length === 0 ? {} : { meta };
}
