import { join } from 'node:path';
import type { TrainingConfig } from '../config/training-config.ts';
import { writeRenamed } from '../files/write-renamed.ts';
import { accelerateConfig } from './accelerate-config.ts';
import { deepSpeedConfig } from './deepspeed-config.ts';

export interface DistributedFiles {
  /** For `accelerate launch --config_file`. */
  accelerate: string;
  /** DeepSpeed's own settings; with `zero2` and `zero3` alone. */
  deepSpeed?: string | undefined;
}

/** Writes the configuration of several processes as files of accelerate and DeepSpeed into `folder`. */
export async function writeDistributedFiles(
  folder: string,
  config: TrainingConfig,
  options: { cpu?: boolean | undefined } = {},
): Promise<DistributedFiles> {
  const deepSpeed = deepSpeedConfig(config);
  const deepSpeedFile = deepSpeed && (await write(join(folder, 'deepspeed.json'), deepSpeed));
  const accelerate = await write(
    join(folder, 'accelerate.json'),
    accelerateConfig(config, { cpu: options.cpu, deepSpeedFile }),
  );
  return { accelerate, ...(deepSpeedFile !== undefined && { deepSpeed: deepSpeedFile }) };
}

async function write(file: string, value: unknown): Promise<string> {
  await writeRenamed(file, `${JSON.stringify(value, null, 2)}\n`);
  return file;
}
