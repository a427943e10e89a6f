import { cpus } from 'node:os';
import type { LlamaModel } from 'node-llama-cpp';
import { nativeContext, nativeModel, createSampler, type NativeContext, type NativeSampler } from './binding.ts';
import { needsFlashAttention, type KvCacheTypes } from './kv-cache.ts';
import { neutralConfig } from './sampler-config.ts';
import { readTuning, writeTuning, type FlashAttentionSpeed } from './tuning-file.ts';

export interface FlashAttentionChoice {
  enabled: boolean;
  reason: string;
}

export interface FlashAttentionOptions {
  path: string;
  onGpu: boolean;
  threads: number;
  flashAttention?: boolean | undefined;
  tuningFile?: string | undefined;
  kvCacheType?: KvCacheTypes | undefined;
}

/** How much to measure. Attention weighs less the larger a model is, and a large one takes longer to tell. */
interface Effort {
  promptTokens: number;
  decodedTokens: number;
  rounds: number;
  /** One is steadier than several when something else wants a core; a large model needs them all to be done in time. */
  threads: number;
}

const largeModelBytes = 1e9;

function effort(model: LlamaModel, threads: number): Effort {
  if (model.size > largeModelBytes) return { promptTokens: 24, decodedTokens: 4, rounds: 1, threads };
  return { promptTokens: 128, decodedTokens: 12, rounds: 2, threads: 1 };
}

/**
 * Whether flash attention is faster here. On a GPU it always is; on a CPU builds of llama.cpp differ by a factor of two
 * in either direction, so it is measured on the model itself, once for each model and machine.
 */
export async function chooseFlashAttention(
  model: LlamaModel,
  options: FlashAttentionOptions,
): Promise<FlashAttentionChoice> {
  if (needsFlashAttention(options.kvCacheType)) return { enabled: true, reason: 'quantised values need it' };
  if (options.flashAttention !== undefined) return { enabled: options.flashAttention, reason: 'as configured' };
  if (options.onGpu) return { enabled: true, reason: 'faster on every supported GPU' };
  const key = [model.filename, model.size, model.trainContextSize, cpus()[0]?.model, options.threads].join('|');
  const known = await readTuning(options.tuningFile);
  const measured = known[key] ?? (await measure(model, effort(model, options.threads)));
  if (known[key] === undefined && options.tuningFile !== undefined) {
    await writeTuning(options.tuningFile, { ...known, [key]: measured });
  }
  const figures = `${measured.on.toFixed(0)} tokens/s with it, ${measured.off.toFixed(0)} without`;
  return { enabled: measured.on >= measured.off, reason: `measured here: ${figures}` };
}

async function measure(model: LlamaModel, how: Effort): Promise<FlashAttentionSpeed> {
  const best: FlashAttentionSpeed = { on: 0, off: 0 };
  for (let round = 0; round < how.rounds; round++) {
    for (const name of ['on', 'off'] as const) {
      best[name] = Math.max(best[name], await decodeSpeed(model, how, name === 'on'));
    }
  }
  return best;
}

async function decodeSpeed(model: LlamaModel, how: Effort, flashAttention: boolean): Promise<number> {
  const { promptTokens, decodedTokens, threads } = how;
  await using context = await model.createContext({
    sequences: 1,
    contextSize: 256,
    batchSize: promptTokens,
    threads,
    flashAttention,
    failedCreationRemedy: false,
    ignoreMemorySafetyChecks: true,
  });
  const native = nativeContext(context);
  const sampler = createSampler(model.llama, nativeModel(model));
  sampler.applyConfig(neutralConfig);
  try {
    // What the tokens are does not matter to the speed.
    await step(native, sampler, 0, new Uint32Array(promptTokens).fill(nativeModel(model).tokenEos()));
    const startedAt = performance.now();
    for (let i = 0; i < decodedTokens; i++) {
      await step(native, sampler, promptTokens + i, Uint32Array.of(1));
    }
    return decodedTokens / ((performance.now() - startedAt) / 1000);
  } finally {
    sampler.dispose();
  }
}

async function step(
  context: NativeContext,
  sampler: NativeSampler,
  position: number,
  tokens: Uint32Array,
): Promise<void> {
  context.initBatch(tokens.length);
  const [index] = context.addToBatch(0, position, tokens, Uint32Array.of(tokens.length - 1));
  await context.decodeBatch();
  await context.sampleToken(index!, sampler);
}
