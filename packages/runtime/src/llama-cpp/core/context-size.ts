import { freemem } from 'node:os';
import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaModel } from 'node-llama-cpp';

export interface ContextSizeOptions {
  requested: number | undefined;
  slots: number;
  batchSize: number;
  flashAttention: boolean;
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
 * The model's own context size as far as memory allows.
 *
 * Errors: `UNSUPPORTED` when more is requested than the model was trained with.
 */
export async function resolveContextSize(
  llama: Llama,
  model: LlamaModel,
  options: ContextSizeOptions,
): Promise<ContextSize> {
  const trained = model.trainContextSize;
  if (options.requested !== undefined) {
    if (options.requested > trained) {
      throw new TuneloopError(
        'UNSUPPORTED',
        `A context of ${options.requested} tokens was asked for, but the model was trained with ${trained}. ` +
          `Set N_CTX to ${trained} or less.`,
        { details: { requested: options.requested, trained } },
      );
    }
    return { tokens: options.requested, reason: 'as configured' };
  }
  const onGpu = llama.gpu !== false && model.gpuLayers > 0;
  const ram = freemem() * shareOfRam;
  const vram = onGpu ? (await llama.getVramState()).free * shareOfVram : 0;
  let tokens = trained;
  while (tokens > smallest && !(await fits(tokens))) tokens = Math.floor(tokens / 2);
  return tokens === trained
    ? { tokens, reason: 'as the model was trained' }
    : { tokens, reason: `what memory allows; the model was trained with ${trained}` };

  async function fits(contextSize: number): Promise<boolean> {
    const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({
      contextSize,
      sequences: options.slots,
      modelGpuLayers: model.gpuLayers,
      batchSize: options.batchSize,
      flashAttention: options.flashAttention,
    });
    return cpuRam <= ram && gpuVram <= (onGpu ? vram : Infinity);
  }
}
