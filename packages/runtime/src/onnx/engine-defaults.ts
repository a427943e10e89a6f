import { availableParallelism } from 'node:os';
import type { ModelInfo } from '@tuneloop/protocol';
import type { OnnxEngineOptions, OnnxProvider } from './options.ts';

/** Settings that language models and encoders share, with what stands for those that were left out. */
export interface EngineDefaults {
  slots: number;
  queueLimit: number;
  threads: number;
  provider: OnnxProvider;
  /** What was chosen of them, for people to read. */
  choices: ModelInfo['choices'];
}

export function engineDefaults(settings: OnnxEngineOptions): EngineDefaults {
  const { slots = 4, queueLimit = 64, threads = Math.max(1, availableParallelism() - 1), provider = 'cpu' } = settings;
  return {
    slots,
    queueLimit,
    threads,
    provider,
    choices: [
      { name: 'device', value: provider, reason: reasonOf(settings.provider, 'the default') },
      { name: 'threads', value: String(threads), reason: reasonOf(settings.threads, 'the cores but one') },
      { name: 'slots', value: String(slots), reason: reasonOf(settings.slots, 'the default; they take turns') },
    ],
  };
}

function reasonOf(configured: unknown, otherwise: string): string {
  return configured === undefined ? otherwise : 'as configured';
}
