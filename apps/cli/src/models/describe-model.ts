import { estimateMemory, readModelMetadata, type ModelMetadata, type ResolvedModel } from '@tuneloop/runtime';

/** A model on disk with what its own file says; a file that cannot be read keeps its entry, with the reason. */
export interface DescribedModel extends ResolvedModel {
  metadata?: ModelMetadata;
  problem?: string;
}

/** Context size for which memory is stated where none is asked for, in tokens. */
export const usualContextSize = 8192;

export async function describeModel(model: ResolvedModel): Promise<DescribedModel> {
  try {
    return { ...model, metadata: await readModelMetadata(model.path) };
  } catch (error) {
    return { ...model, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Bytes to serve one conversation at `contextSize` tokens, or at the trained context if that is shorter. */
export function memoryNeed(metadata: ModelMetadata, contextSize: number): number {
  const size = Math.min(contextSize, metadata.contextLength);
  return estimateMemory(metadata, { contextSize: size, slots: 1 }).totalBytes;
}
