import { z } from 'zod';
import type { SettingDefinition } from '../config/setting-definition.ts';

/** What trains on this machine. */
export interface TrainingDriverConfig {
  /** `llama.cpp`: its own program, for whole models on plain text; what comes out is made an adapter. */
  driver: 'peft' | 'llama.cpp';
  /** Of `llama.cpp`; left out, `llama-finetune` is looked for on the PATH. */
  llamaFinetunePath?: string | undefined;
  /** Whether a process trains while another one of the data folder does. */
  parallel: boolean;
}

export const trainingDriverDefaults: TrainingDriverConfig = { driver: 'peft', parallel: false };

/** What one source may say of it; nothing is required. */
export const trainingDriverSchema: z.ZodType<{
  [K in keyof TrainingDriverConfig]?: TrainingDriverConfig[K] | undefined;
}> = z
  .strictObject({
    driver: z.enum(['peft', 'llama.cpp'], 'must be one of peft, llama.cpp'),
    llamaFinetunePath: z.string('must be text').min(1, 'must not be empty'),
    parallel: z.boolean('must be true or false'),
  })
  .partial();

export const trainingDriverSettings: readonly SettingDefinition[] = [
  {
    path: 'training.driver',
    kind: 'text',
    environment: 'TUNELOOP_TRAINING_DRIVER',
    summary: "what trains: peft, or llama.cpp's own program for whole models on plain text",
  },
  {
    path: 'training.llamaFinetunePath',
    kind: 'path',
    environment: 'LLAMA_FINETUNE_PATH',
    summary: 'llama-finetune, for the driver llama.cpp; by default the one on the PATH',
  },
  {
    path: 'training.parallel',
    kind: 'boolean',
    environment: 'TUNELOOP_TRAINING_PARALLEL',
    summary: 'train also while another process of this data folder does, in place of waiting for it',
  },
];
