import type { TrainingDriver } from '@tuneloop/lora';
import type { PeftDriver } from '@tuneloop/lora/peft';
import type { Environment } from '@tuneloop/runtime';
import type { TrainingDriverConfig } from './training-driver-config.ts';

export interface DriverOptions {
  cacheFolder: string;
  offline: boolean;
  /** For the trainer's programs. */
  environment: Environment;
  /** What trains. */
  training: TrainingDriverConfig;
}

export interface Drivers {
  driver: TrainingDriver;
  /** Whose Python the steps around a training use, whatever trains. */
  peft: PeftDriver;
}

/** Training by PEFT or llama.cpp. Nothing is made before it is needed. */
export async function openDrivers({ cacheFolder, offline, environment, training }: DriverOptions): Promise<Drivers> {
  const { createPeftDriver } = await import('@tuneloop/lora/peft');
  const peft = createPeftDriver({ cacheFolder, offline, environment });
  if (training.driver === 'peft') return { driver: peft, peft };
  const { createLlamaCppDriver } = await import('@tuneloop/lora');
  const driver = createLlamaCppDriver({
    cacheFolder,
    environment,
    program: training.llamaFinetunePath,
    toFolder: (path, { signal }) => peft.baseFolder({ type: 'gguf', path }, { signal }),
  });
  return { driver, peft };
}
