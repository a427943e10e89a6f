import { cpus } from 'node:os';
import type { LlamaModel } from 'node-llama-cpp';
import { nativeContext, nativeModel, createSampler, type NativeContext, type NativeSampler } from './binding.ts';
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
}

const promptTokens = 192;
const decodedTokens = 12;
const rounds = 2;
/** A large model is measured once; that tells as much and its user waits less. */
const patienceMs = 2000;

/**
 * Whether flash attention is faster here. On a GPU it always is; on a CPU builds of llama.cpp differ by a factor of two
 * in either direction, so it is measured on the model itself, once for each model and machine.
 */
export async function chooseFlashAttention(
  model: LlamaModel,
  options: FlashAttentionOptions,
): Promise<FlashAttentionChoice> {
  if (options.flashAttention !== undefined) return { enabled: options.flashAttention, reason: 'as configured' };
  if (options.onGpu) return { enabled: true, reason: 'faster on every supported GPU' };
  const key = [model.filename, model.size, model.trainContextSize, cpus()[0]?.model, options.threads].join('|');
  const known = await readTuning(options.tuningFile);
  const measured = known[key] ?? (await measure(model, options.threads));
  if (known[key] === undefined && options.tuningFile !== undefined) {
    await writeTuning(options.tuningFile, { ...known, [key]: measured });
  }
  const figures = `${measured.on.toFixed(0)} tokens/s with it, ${measured.off.toFixed(0)} without`;
  return { enabled: measured.on >= measured.off, reason: `measured here: ${figures}` };
}

async function measure(model: LlamaModel, threads: number): Promise<FlashAttentionSpeed> {
  const best: FlashAttentionSpeed = { on: 0, off: 0 };
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (const enabled of [true, false]) {
      const name = enabled ? 'on' : 'off';
      // oxlint-disable-next-line no-await-in-loop -- side by side they would slow each other down
      best[name] = Math.max(best[name], await decodeSpeed(model, threads, enabled));
    }
    if (performance.now() - startedAt > patienceMs) break;
  }
  return best;
}

async function decodeSpeed(model: LlamaModel, threads: number, flashAttention: boolean): Promise<number> {
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
      // oxlint-disable-next-line no-await-in-loop -- a token follows another
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
