import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { quantizeAwq } from '../../packages/lora/src/index.ts';

const python = inject('trainingPython');
let folder: string;
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-awq-'));
  await script('training/make_tiny_base.py', path('model'));
  const rows = Array.from({ length: 12 }, (_, index) => ({
    instruction: `Question ${index}`,
    output: `Answer ${index}.`,
  }));
  await writeFile(path('rows.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function script(name: string, ...args: string[]): Promise<string> {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' };
  return (await promisify(execFile)(python, [file, ...args], { env })).stdout;
}

it('a model in 4 bits is nearly the same to transformers, and says what it was made of', async () => {
  const [model, output] = [path('model'), path('small')];
  const made = await quantizeAwq({ python, model, output, data: path('rows.jsonl'), samples: 8, maxLength: 64 });
  expect(made).toMatchObject({ folder: output, family: 'qwen3', groupSize: 32, rows: 8 });
  expect(Math.abs(made.lossAfter / made.lossBefore - 1)).toBeLessThan(0.02);
  const { divergence, packed } = JSON.parse(await script('awq/compare_models.py', model, output)) as {
    divergence: number;
    packed: number;
  };
  // Two layers of seven matrices.
  expect(packed).toBe(14);
  expect(divergence).toBeGreaterThan(0);
  expect(divergence).toBeLessThan(0.01);
  const config = JSON.parse(await readFile(join(output, 'config.json'), 'utf8')) as Record<string, unknown>;
  expect(config['quantization_config']).toMatchObject({ quant_method: 'compressed-tensors', format: 'pack-quantized' });
  const told = JSON.parse(await readFile(join(output, 'conversion.json'), 'utf8')) as Record<string, unknown>;
  expect(told).toMatchObject({
    method: 'awq',
    source: 'model',
    data: 'rows.jsonl',
    weights: { 'model.safetensors': expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
    versions: { llmcompressor: expect.any(String) as unknown },
  });
  expect(await readdir(output)).toContain('tokenizer.json');
  expect(await readdir(folder)).not.toContain('small.partial');
});
