import { z } from 'zod';

export interface LlamaCppEngineOptions {
  /** Requests decoded at the same time; by default 4 on a CPU and 16 on a GPU. */
  slots?: number | undefined;
  /** Requests that may wait; by default 64. */
  queueLimit?: number | undefined;
  /** Tokens of each request, prompt and output together; by default the model's own as far as memory allows. */
  contextSize?: number | undefined;
  /** By default the physical cores but one: where another program wants a core of theirs, ggml's threads collapse. */
  threads?: number | undefined;
  /** Layers on the GPU: -1 all, 0 none; by default as many as fit. */
  gpuLayers?: number | undefined;
  /** By default what is faster on this machine, by a rule on a GPU and by a measurement on a CPU. */
  flashAttention?: boolean | undefined;
  /**
   * Memory for contexts beside the first, in bytes: as many sets of adapters answer at once, others take turns. By
   * default half of what is free once the model is loaded; 0 leaves all sets to one context.
   */
  adapterMemoryBytes?: number | undefined;
  /** A file that keeps such measurements between starts; without one they are made at each load. */
  tuningFile?: string | undefined;
  /**
   * Runs the native library in this process. A crash there then ends this process, and UV_THREADPOOL_SIZE=1 should be
   * in the environment before it starts, or decoding takes up to twice as long.
   */
  inProcess?: boolean | undefined;
}

export const llamaCppEngineOptionsSchema: z.ZodType<LlamaCppEngineOptions> = z.strictObject({
  slots: z.number().int().min(1).max(256).optional(),
  queueLimit: z.number().int().min(0).max(100_000).optional(),
  contextSize: z.number().int().min(64).optional(),
  threads: z.number().int().min(1).max(1024).optional(),
  gpuLayers: z.number().int().min(-1).optional(),
  flashAttention: z.boolean().optional(),
  adapterMemoryBytes: z.number().int().min(0).optional(),
  tuningFile: z.string().optional(),
  inProcess: z.boolean().optional(),
});
