import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { trainingConfigSchema } from '../config/training-config-schema.ts';
import type { TrainingConfig, TrainingSettings } from '../config/training-config.ts';
import { accelerateConfig } from './accelerate-config.ts';
import { writeDistributedFiles } from './write-distributed-files.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const distributed = (settings: TrainingSettings['distributed']): TrainingConfig =>
  trainingConfigSchema.parse({ distributed: settings });

test.each([
  [{ processes: 1 }, 'NO'],
  [{ processes: 2 }, 'MULTI_GPU'],
  [{ processes: 2, strategy: 'zero3' as const }, 'DEEPSPEED'],
  [{ processes: 2, strategy: 'fsdp' as const }, 'FSDP'],
])('%j is %s', (settings, type) => {
  expect(accelerateConfig(distributed(settings), { deepSpeedFile: '/d.json' }).distributed_type).toBe(type);
});

test('nodes meet at the first one', () => {
  const config = distributed({ processes: 4, nodes: 2, nodeRank: 1, master: 'first:29500' });
  expect(accelerateConfig(config)).toMatchObject({
    num_machines: 2,
    num_processes: 8,
    machine_rank: 1,
    main_process_ip: 'first',
    main_process_port: 29500,
    mixed_precision: 'bf16',
  });
  expect(accelerateConfig(config, { cpu: true })).toMatchObject({ mixed_precision: 'no', use_cpu: true });
});

test("DeepSpeed's settings are a file of their own", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'distributed-'));
  folders.push(folder);
  const files = await writeDistributedFiles(folder, distributed({ processes: 2, strategy: 'zero2' }));
  const accelerate: unknown = JSON.parse(await readFile(files.accelerate, 'utf8'));
  expect(accelerate).toMatchObject({ deepspeed_config: { deepspeed_config_file: files.deepSpeed } });
  expect(JSON.parse(await readFile(files.deepSpeed!, 'utf8'))).toMatchObject({ zero_optimization: { stage: 2 } });
  expect(() => accelerateConfig(distributed({ processes: 2, strategy: 'zero2' }))).toThrow('needs a file');
});
