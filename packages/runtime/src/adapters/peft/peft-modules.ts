import { adapterInvalid } from '../adapter-fault.ts';
import type { SafetensorsRow } from './safetensors.ts';

/** The two matrices of one module of the base model. */
export interface PeftModule {
  /** Path in the base model: `model.layers.0.self_attn.q_proj`. */
  path: string;
  isEmbedding: boolean;
  /** `[rank, input]`; of an embedding `[rank, vocabulary]`. */
  a: SafetensorsRow;
  /** `[output, rank]` */
  b: SafetensorsRow;
}

const matrixName =
  /^(?:base_model\.model\.)?(?<path>.+?)\.lora_(?<embedding>embedding_)?(?<side>[AB])(?:\.default)?(?:\.weight)?$/;

/** Puts the tensors of a PEFT file together by module. Errors: `ADAPTER_INVALID`, which names what is not a matrix of a LoRA. */
export function peftModules(folder: string, rows: readonly SafetensorsRow[]): PeftModule[] {
  const halves = new Map<string, { isEmbedding: boolean; A?: SafetensorsRow; B?: SafetensorsRow }>();
  for (const row of rows) {
    const { path, embedding, side } = matrixName.exec(row.name)?.groups ?? {};
    if (path === undefined || side === undefined) {
      throw adapterInvalid(
        folder,
        'not-convertible',
        `${folder} cannot be converted: it has the tensor ${row.name}, which is no matrix of a LoRA. Train without biases, modules_to_save and new tokens, or merge it into its base model.`,
        { tensor: row.name },
      );
    }
    const known = halves.get(path) ?? { isEmbedding: embedding !== undefined };
    halves.set(path, { ...known, [side]: row });
  }
  if (halves.size === 0) throw adapterInvalid(folder, 'damaged', `${folder} has no LoRA tensors. Save it again.`);
  return [...halves].map(([path, { isEmbedding, A: a, B: b }]) => {
    const missing = a === undefined ? 'lora_A' : 'lora_B';
    if (a === undefined || b === undefined) {
      throw adapterInvalid(folder, 'missing-pair', `${folder} lacks ${missing} of ${path}. Save it again.`);
    }
    const isMatrix = a.shape.length === 2 && b.shape.length === 2;
    if (isMatrix && a.shape[0] === b.shape[1] && a.shape[0] !== 0) return { path, isEmbedding, a, b };
    throw adapterInvalid(
      folder,
      'rank',
      `${folder}: the matrices of ${path} do not fit each other (A is ${a.shape.join(' × ')}, B is ${b.shape.join(' × ')}).`,
    );
  });
}
