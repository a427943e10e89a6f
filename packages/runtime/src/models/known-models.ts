/** A well known model, for proposals. Sizes are those of the published file. */
export interface KnownModel {
  id: string;
  name: string;
  reference: string;
  /** Of the file, in bytes. */
  sizeBytes: number;
  /** KV cache of one token at 16 bits, in bytes. */
  kvBytesPerToken: number;
  reasoning: boolean;
  license: string;
}

/** Smallest first. */
export const knownModels: readonly KnownModel[] = [
  known('qwen3-0.6b', 'Qwen3 0.6B', 'hf:Qwen/Qwen3-0.6B-GGUF:Q8_0', 0.64e9, 28, 8),
  known('qwen3-1.7b', 'Qwen3 1.7B', 'hf:Qwen/Qwen3-1.7B-GGUF:Q8_0', 1.83e9, 28, 8),
  known('qwen3-4b', 'Qwen3 4B', 'hf:Qwen/Qwen3-4B-GGUF:Q4_K_M', 2.5e9, 36, 8),
  known('qwen3-8b', 'Qwen3 8B', 'hf:Qwen/Qwen3-8B-GGUF:Q4_K_M', 5.03e9, 36, 8),
  known('qwen3-14b', 'Qwen3 14B', 'hf:Qwen/Qwen3-14B-GGUF:Q4_K_M', 9e9, 40, 8),
  known('qwen3-30b-a3b', 'Qwen3 30B A3B', 'hf:Qwen/Qwen3-30B-A3B-GGUF:Q4_K_M', 18.6e9, 48, 4),
  known('qwen3-32b', 'Qwen3 32B', 'hf:Qwen/Qwen3-32B-GGUF:Q4_K_M', 19.8e9, 64, 8),
];

export const recommendedModel: KnownModel = knownModels.find(({ id }) => id === 'qwen3-8b') as KnownModel;

/** A conversation of some length. */
const proposedContextSize = 8192;
/** Compute buffers and the program itself. */
const overheadBytes = 1e9;

/** Memory that a well known model needs to serve one conversation of 8,192 tokens, in bytes. */
export function requiredMemory(model: KnownModel): number {
  return model.sizeBytes + model.kvBytesPerToken * proposedContextSize + overheadBytes;
}

/**
 * A well known model for a machine with so much memory (in bytes, of which a fifth is left to everything else);
 * `undefined` when not even the smallest fits. Where there is room, that is the mixture of experts, which answers as fast
 * as a small model, else the recommended one: a larger dense model would fit, but few machines without a GPU run it at
 * the speed of reading.
 */
export function proposeModel(memoryBytes: number): KnownModel | undefined {
  const usable = memoryBytes * 0.8;
  const fitting = knownModels.filter((model) => requiredMemory(model) <= usable);
  const preferred = ['qwen3-30b-a3b', recommendedModel.id];
  return preferred.flatMap((name) => fitting.find(({ id }) => id === name) ?? [])[0] ?? fitting.at(-1);
}

/** All of them have keys and values of 128 numbers a head. */
function known(
  id: string,
  name: string,
  reference: string,
  sizeBytes: number,
  layers: number,
  keyValueHeads: number,
): KnownModel {
  const kvBytesPerToken = layers * keyValueHeads * 128 * 2 * 2;
  return { id, name, reference, sizeBytes, kvBytesPerToken, reasoning: true, license: 'Apache-2.0' };
}
