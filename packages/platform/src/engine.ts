import { join } from 'node:path';
import type { Engine } from '@tuneloop/protocol';
import type { Config } from './config/schema.ts';

const flashAttention = { auto: undefined, on: true, off: false } as const;

/** The engine that the configuration names; its native parts are loaded only here. */
export async function createEngine({ runtime, folders }: Config): Promise<Engine> {
  const { createLlamaCppEngine } = await import('@tuneloop/runtime/llama-cpp');
  return createLlamaCppEngine({
    slots: runtime.slots,
    queueLimit: runtime.queueLimit,
    contextSize: runtime.contextSize,
    threads: runtime.threads,
    gpuLayers: runtime.gpuLayers,
    flashAttention: flashAttention[runtime.flashAttention],
    // What was measured on this machine is kept, so that the next start need not measure again.
    tuningFile: join(folders.cache, 'tuning.json'),
  });
}
