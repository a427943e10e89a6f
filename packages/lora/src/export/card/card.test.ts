import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trainingConfigSchema } from '../../config/training-config-schema.ts';
import { runFolder } from '../../run/run-folder.ts';
import type { RunDescription } from './describe-run.ts';
import { trainingManifestSchema } from './training-manifest.ts';
import { writeManifest } from './write-manifest.ts';
import { modelCard, writeModelCard } from './write-model-card.ts';

let root: string;
let description: RunDescription;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tuneloop-card-'));
  const folder = runFolder(root);
  await mkdir(join(root, 'data'));
  await mkdir(folder.output);
  await writeFile(folder.train, '{}\n');
  await writeFile(join(folder.output, 'adapter_model.safetensors'), 'weights');
  description = {
    name: 'pirate',
    createdAt: '2026-11-21T00:00:00.000Z',
    run: {
      id: 'run_1',
      folder: root,
      base: { type: 'gguf', path: '/models/Small.gguf', sha256: 'a'.repeat(64) },
      config: trainingConfigSchema.parse({ method: 'dpo', continual: { replay: { data: '/secret/earlier.jsonl' } } }),
      data: { train: folder.train },
    },
    folder,
    dataName: 'chats | <b>.jsonl',
    results: {
      train: {
        folder: folder.output,
        tuning: 'lora',
        steps: 40,
        loss: 0.123456,
        seconds: 2,
        peakMemoryBytes: 5,
        versions: { torch: '2.13.0', peft: '0.21.2' },
      },
      convert: {
        file: folder.adapter,
        kind: 'adapter',
        method: 'direct',
        sha256: 'b'.repeat(64),
        sizeBytes: 9,
        rank: 16,
        alpha: 32,
      },
      parity: { passed: true, kind: 'divergence', prompts: 8, adapted: { kl: 0.00123456, top1Disagreement: 0 } },
      gate: { passed: true, rule: 'win_rate>0.5', reasons: [] },
    },
    versions: { tuneloop: '0.1.0' },
  };
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('the manifest has hashes, settings and versions, and is the same for the same run', async () => {
  const manifest = await writeManifest(description);
  const text = await readFile(description.folder.manifest, 'utf8');
  expect(trainingManifestSchema.parse(JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(manifest)));
  expect(manifest.base).toEqual({ name: 'Small', sha256: 'a'.repeat(64) });
  expect(manifest.data.trainSha256).toBe('ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356');
  expect(Object.keys(manifest.output?.trained ?? {})).toEqual(['adapter_model.safetensors']);
  expect(Object.keys(manifest.versions)).toEqual(['peft', 'torch', 'tuneloop']);
  expect(text).not.toContain('/secret');
  expect(text).not.toContain(root);
  await writeManifest(description);
  expect(await readFile(description.folder.manifest, 'utf8')).toBe(text);
});

test('the card tells what it is, and what comes from elsewhere is text in it', async () => {
  await writeModelCard(description);
  const card = await readFile(description.folder.modelCard, 'utf8');
  expect(card).toMatch(/^---\nlibrary_name: peft\n/);
  expect(card).toContain('| Method | dpo |');
  expect(card).toContain('| Adapter | plain, rank 16, alpha 32 |');
  expect(card).toContain(String.raw`chats \| \<b\>.jsonl`);
  expect(card).toContain('| Served as trained | yes (0.001235 nats a token from PyTorch) |');
  expect(card).toContain('`small:pirate`');
  expect(card).not.toContain(root);
});

test('a model of the hub is named in the metadata', () => {
  const run = { ...description.run, base: { type: 'hub' as const, id: 'Qwen/Qwen3-8B' } };
  expect(modelCard({ ...description, run })).toContain('base_model: "Qwen/Qwen3-8B"');
});
