import { adapterInvalid } from './adapter-fault.ts';
import { embeddingTensor, shapeText, type AdapterPair } from './adapter-pairs.ts';
import { readBaseModel, type BaseModel } from './base-model.ts';
import type { AdapterMetadata } from './read-adapter.ts';

/**
 * Checks that an adapter was made for a model of this shape: the same architecture, and for each of its pairs a tensor
 * of fitting dimensions in the model's GGUF (the rules of llama.cpp's loader). Nothing tells whether it was trained on
 * these very weights.
 *
 * Errors: `ADAPTER_INVALID` (`details.reason`: `architecture`, `unknown-tensor`, `shape`), `MODEL_NOT_FOUND`,
 * `MODEL_LOAD_FAILED`.
 */
export async function checkAdapterFits(adapter: AdapterMetadata, basePath: string): Promise<void> {
  assertFits(adapter, await readBaseModel(basePath));
}

export function assertFits(
  { path, architecture, pairs }: Pick<AdapterMetadata, 'path' | 'architecture' | 'pairs'>,
  base: BaseModel,
): void {
  if (architecture !== base.architecture) {
    throw adapterInvalid(
      path,
      'architecture',
      `${path} is for models of the architecture ${architecture}, but the base model is ${base.architecture}. Use it with the model that it was trained on.`,
      { adapter: architecture, base: base.architecture },
    );
  }
  for (const pair of pairs) assertPairFits(path, pair, base.shapes.get(pair.target));
}

function assertPairFits(path: string, { target, a, b }: AdapterPair, shape: readonly number[] | undefined): void {
  if (shape === undefined) {
    const hint =
      target === 'output.weight'
        ? ' (its output is tied to its token embeddings, so that they cannot be changed apart; train without lm_head)'
        : '';
    throw adapterInvalid(
      path,
      'unknown-tensor',
      `${path} changes ${target}, which the base model does not have${hint}. Use it with the model that it was trained on.`,
      { tensor: target },
    );
  }
  const change = target === embeddingTensor ? [b[1], a[1]] : [a[0], b[1], ...b.slice(2)];
  const sameExperts = a.slice(2).every((count, index) => count === b[2 + index]);
  if (sameExperts && change.length === shape.length && change.every((length, index) => length === shape[index])) return;
  throw adapterInvalid(
    path,
    'shape',
    `${path} changes ${target} as ${shapeText(change.map((length) => length ?? 0))}, but in the base model it is ${shapeText(shape)}. Use it with the model that it was trained on.`,
    { tensor: target, adapter: change, base: shape },
  );
}
