import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaModel } from 'node-llama-cpp';
import { freeMemory } from '../../memory/free-memory.ts';
import { kvCacheEstimate, type KvCacheTypes } from './kv-cache.ts';
import { largestContext, type RopeOptions } from './rope.ts';

export interface ContextSizeOptions {
  requested: number | undefined;
  slots: number;
  batchSize: number;
  flashAttention: boolean;
  kvCacheType?: KvCacheTypes | undefined;
  rope?: RopeOptions | undefined;
}

export interface ContextSize {
  /** Of each slot. */
  tokens: number;
  reason: string;
}

const smallest = 512;
/** Of the memory that is free once the weights are loaded; the rest is for the system and other programs. */
const shareOfRam = 0.5;
const shareOfVram = 0.9;

/**
 * The model's own context size, or what its positions are stretched to, as far as memory allows.
 *
 * Errors: `UNSUPPORTED` when more is requested than that.
 */
export async function resolveContextSize(
  llama: Llama,
  model: LlamaModel,
  options: ContextSizeOptions,
): Promise<ContextSize> {
  const trained = model.trainContextSize;
  const largest = largestContext(trained, options.requested, options.rope);
  if (options.requested !== undefined) {
    if (options.requested > largest) {
      throw new TuneloopError(
        'UNSUPPORTED',
        `A context of ${options.requested} tokens was asked for, but the model was trained with ${trained}. ` +
          `Set N_CTX to ${largest} or less, or stretch its positions further with the engine option "rope" (scaling "yarn").`,
        { details: { requested: options.requested, trained, largest } },
      );
    }
    const stretched = options.requested > trained ? `, stretched from the ${trained} of training` : '';
    return { tokens: options.requested, reason: `as configured${stretched}` };
  }
  const onGpu = llama.gpu !== false && model.gpuLayers > 0;
  const ram = freeMemory() * shareOfRam;
  const vram = onGpu ? (await llama.getVramState()).free * shareOfVram : 0;
  let tokens = largest;
  while (tokens > smallest && !(await fits(tokens))) tokens = Math.floor(tokens / 2);
  return tokens === largest
    ? { tokens, reason: largest === trained ? 'as the model was trained' : `stretched from the ${trained} of training` }
    : { tokens, reason: `what memory allows; the model was trained with ${trained}` };

  async function fits(contextSize: number): Promise<boolean> {
    const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({
      contextSize,
      sequences: options.slots,
      modelGpuLayers: model.gpuLayers,
      batchSize: options.batchSize,
      flashAttention: options.flashAttention,
      ...kvCacheEstimate(options.kvCacheType),
    });
    return cpuRam <= ram && gpuVram <= (onGpu ? vram : Infinity);
  }
}
