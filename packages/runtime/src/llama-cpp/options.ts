import { z } from 'zod';
import { kvCacheTypeBytes, type KvCacheType } from '../models/gguf/tensor-size.ts';
import type { KvCacheTypes } from './core/kv-cache.ts';
import type { RopeOptions } from './core/rope.ts';
import type { SpeculativeOptions } from './core/speculation/create-speculation.ts';

export interface LlamaCppEngineOptions {
  /** Requests decoded at the same time; by default 4 on a CPU and 16 on a GPU. */
  slots?: number | undefined;
  /** Requests that may wait; by default 64. */
  queueLimit?: number | undefined;
  /** How long a request may wait, in ms; left out, for ever. */
  queueWaitMs?: number | undefined;
  /** Tokens of each request, prompt and output together; by default the model's own as far as memory allows. */
  contextSize?: number | undefined;
  /** By default the physical cores but one: where another program wants a core of theirs, ggml's threads collapse. */
  threads?: number | undefined;
  /** Layers on the GPU: -1 all, 0 none; by default as many as fit. */
  gpuLayers?: number | undefined;
  /** Numbers of the NVIDIA GPUs to use, as `nvidia-smi` counts them; by default all. Not with `inProcess`. */
  gpus?: number[] | undefined;
  /** Refused with `UNSUPPORTED`: llama.cpp shares a model among GPUs by their free memory, as node-llama-cpp leaves it. */
  tensorSplit?: number[] | undefined;
  /** By default what is faster on this machine, by a rule on a GPU and by a measurement on a CPU. */
  flashAttention?: boolean | undefined;
  /**
   * Memory for contexts beside the first, in bytes: as many sets of adapters answer at once, others take turns. By
   * default half of what is free once the model is loaded; 0 leaves all sets to one context.
   */
  adapterMemoryBytes?: number | undefined;
  /**
   * How keys and values are kept: `q8_0` halves their memory, `q4_0` quarters it at some loss. Both `f16` by default;
   * quantised values turn flash attention on.
   */
  kvCacheType?: KvCacheTypes | undefined;
  /** Stretches the context beyond what the model was trained with; without it `contextSize` ends there. */
  rope?: RopeOptions | undefined;
  /**
   * Guesses tokens ahead, so that one step may confirm several. The output is drawn as without it; it pays where the
   * machine computes faster than it reads memory, and for one or two requests at a time. Off by default.
   */
  speculative?: SpeculativeOptions | undefined;
  /**
   * Lets outputs with a `maxTokens` go on in a full context by dropping their oldest part, where requests do not say
   * otherwise (`contextShift`). Off by default. Models whose context cannot be shifted then fail to load (`UNSUPPORTED`).
   */
  contextShift?: boolean | undefined;
  /** A file that keeps such measurements between starts; without one they are made at each load. */
  tuningFile?: string | undefined;
  /**
   * Runs the native library in this process. A crash there then ends this process, and UV_THREADPOOL_SIZE=1 should be
   * in the environment before it starts, or decoding takes up to twice as long; with adapters it must be, since
   * llama.cpp loads and frees them safely only in turn with the decode steps of all contexts.
   */
  inProcess?: boolean | undefined;
}

const kvCacheTypeNames = Object.keys(kvCacheTypeBytes) as KvCacheType[];

const kvCacheTypesSchema: z.ZodType<KvCacheTypes> = z.strictObject({
  key: z.enum(kvCacheTypeNames).optional(),
  value: z.enum(kvCacheTypeNames).optional(),
});

const ropeSchema: z.ZodType<RopeOptions> = z.strictObject({
  scaling: z.enum(['none', 'linear', 'yarn']).optional(),
  factor: z.number().min(1).max(1024).optional(),
  originalContext: z.number().int().min(64).optional(),
  freqBase: z.number().positive().optional(),
});

const draftTokens = z.number().int().min(1).max(64).optional();

const speculativeSchema: z.ZodType<SpeculativeOptions> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('prompt-lookup'),
    maxTokens: draftTokens,
    minNgram: z.number().int().min(1).max(32).optional(),
    maxNgram: z.number().int().min(1).max(32).optional(),
  }),
  z.strictObject({ type: z.literal('draft'), path: z.string().min(1), maxTokens: draftTokens }),
]);

export const llamaCppEngineOptionsSchema: z.ZodType<LlamaCppEngineOptions> = z.strictObject({
  slots: z.number().int().min(1).max(256).optional(),
  queueLimit: z.number().int().min(0).max(100_000).optional(),
  queueWaitMs: z.number().int().min(1).max(2_147_483_647).optional(),
  contextSize: z.number().int().min(64).optional(),
  threads: z.number().int().min(1).max(1024).optional(),
  gpuLayers: z.number().int().min(-1).optional(),
  gpus: z.array(z.number().int().min(0)).min(1).optional(),
  tensorSplit: z.array(z.number().min(0)).min(1).optional(),
  flashAttention: z.boolean().optional(),
  adapterMemoryBytes: z.number().int().min(0).optional(),
  kvCacheType: kvCacheTypesSchema.optional(),
  rope: ropeSchema.optional(),
  speculative: speculativeSchema.optional(),
  contextShift: z.boolean().optional(),
  tuningFile: z.string().optional(),
  inProcess: z.boolean().optional(),
});
