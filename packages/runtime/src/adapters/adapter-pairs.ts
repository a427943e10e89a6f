import { adapterInvalid } from './adapter-fault.ts';
import type { TensorRow } from './gguf/gguf-table.ts';

/** The low-rank change of one tensor: B·A is added to it. Shapes are in ggml's order, the fastest dimension first. */
export interface AdapterPair {
  /** The base model's tensor: `blk.0.attn_q.weight`. */
  target: string;
  rank: number;
  /** `[input, rank]`; of token embeddings `[rank, vocabulary]`. */
  a: readonly number[];
  /** `[rank, output]` */
  b: readonly number[];
}

/** Token embeddings are looked up by row, so that their A is stored the other way round. */
export const embeddingTensor = 'token_embd.weight';

/**
 * Puts the two matrices of every target together. Norms, which some tools add and llama.cpp passes over, are left out.
 *
 * Errors: `ADAPTER_INVALID`.
 */
export function pairMatrices(path: string, tensors: Iterable<TensorRow>): AdapterPair[] {
  const halves = new Map<string, { a?: TensorRow; b?: TensorRow }>();
  for (const tensor of tensors) {
    const { target, side } = /^(?<target>.+)\.lora_(?<side>[ab])$/.exec(tensor.name)?.groups ?? {};
    if (target !== undefined) halves.set(target, { ...halves.get(target), [side === 'a' ? 'a' : 'b']: tensor });
    else if (!tensor.name.endsWith('_norm.weight')) {
      throw adapterInvalid(
        path,
        'damaged',
        `${path} has the tensor ${tensor.name}, which is no part of a LoRA (their names end in .lora_a and .lora_b).`,
      );
    }
  }
  if (halves.size === 0) {
    throw adapterInvalid(path, 'damaged', `${path} has no LoRA tensors: it would change nothing. Convert it again.`);
  }
  return [...halves].map(([target, { a, b }]) => {
    if (a !== undefined && b !== undefined) return makePair(path, target, a, b);
    const missing = a === undefined ? 'lora_a' : 'lora_b';
    throw adapterInvalid(path, 'missing-pair', `${path} lacks ${target}.${missing}. Convert it again.`);
  });
}

function makePair(path: string, target: string, a: TensorRow, b: TensorRow): AdapterPair {
  const rank = b.shape[0] ?? 0;
  const innerOfA = target === embeddingTensor ? a.shape[0] : a.shape[1];
  const isMatrix = a.shape.length >= 2 && a.shape.length === b.shape.length;
  if (isMatrix && rank > 0 && rank === innerOfA) return { target, rank, a: a.shape, b: b.shape };
  throw adapterInvalid(
    path,
    'rank',
    `${path}: the matrices for ${target} do not fit each other (A is ${shapeText(a.shape)}, B is ${shapeText(b.shape)}). Convert it again.`,
  );
}

export function shapeText(shape: readonly number[]): string {
  return shape.join(' × ');
}
