import type { ModelListing } from './model-provider.ts';

/** OpenAI's model object; `max_model_len` is vLLM's name for the context size. */
export interface ModelWire {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
  max_model_len?: number;
}

export interface ModelListWire {
  object: 'list';
  data: ModelWire[];
}

export function encodeModel({ id, createdAt, ownedBy, contextSize }: ModelListing): ModelWire {
  return {
    id,
    object: 'model',
    created: Math.floor(createdAt.getTime() / 1000),
    owned_by: ownedBy,
    ...(contextSize !== undefined && { max_model_len: contextSize }),
  };
}

export function encodeModelList(models: readonly ModelListing[]): ModelListWire {
  return { object: 'list', data: models.map(encodeModel) };
}
