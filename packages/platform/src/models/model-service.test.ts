import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { storeOf } from '../../test/test-platform.ts';
import { loadConfig } from '../config/load-config.ts';
import { createModelService, type ModelService } from './model-service.ts';
import type { EngineSettings } from './model-settings.ts';

interface Rig extends AsyncDisposable {
  service: ModelService;
  /** What each model was loaded with, by slots. */
  engines: EngineSettings[];
}

/** Two models of a tiny file. */
async function createRig(yaml = '', env: Record<string, string> = {}): Promise<Rig> {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'model.gguf');
  await writeTestLanguageModel({ path });
  const models = `model: a\nmodels:\n  a: { reference: x, slots: 1 }\n  b: { reference: y, slots: 2 }\n${yaml}`;
  await writeFile(join(folder.path, 'tuneloop.config.yaml'), models);
  const { config } = await loadConfig({ cwd: folder.path, env: { TUNELOOP_DATA: folder.path, ...env } });
  const engines: EngineSettings[] = [];
  const service = createModelService({
    config,
    referenceOf: () => 'a',
    store: storeOf(async (reference) => ({ id: reference, reference, path, sizeBytes: 1 })),
    engine: async (settings) => {
      engines.push(settings);
      return createScriptedEngine({ slots: settings.slots });
    },
  });
  return {
    service,
    engines,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const reserved = ({ service }: Rig, id: string): number => service.pool.get(id)?.reservedBytes['ram'] ?? 0;

test('a model alone chooses its memory for adapters, one beside it gets none where there are none', async () => {
  await using rig = await createRig();
  await rig.service.pool.load('a');
  await rig.service.pool.load('b');
  expect(rig.engines.map(({ adapterMemoryBytes }) => adapterMemoryBytes)).toEqual([undefined, 0]);
});

test('where there are adapters each model has a share of its own, which others do not get', async () => {
  await using rig = await createRig('adapters: { paths: [./lora] }', { MODEL_MEMORY: '1GB' });
  await rig.service.pool.load('a');
  await rig.service.pool.load('b');
  const [first, second] = rig.engines.map(({ adapterMemoryBytes }) => adapterMemoryBytes ?? 0);
  expect(first).toBeGreaterThan(200e6);
  expect(second).toBeGreaterThan(100e6);
  expect(second).toBeLessThan(first!);
  expect(reserved(rig, 'a')).toBeGreaterThan(first!);
  expect(reserved(rig, 'a') + reserved(rig, 'b')).toBeLessThan(1e9);
});

test('what is configured for adapters is reserved for each model, and makes another go where memory is short', async () => {
  await using rig = await createRig('adapters: { memoryBytes: 300MB }', { MODEL_MEMORY: '500MB' });
  await rig.service.pool.load('a');
  expect(reserved(rig, 'a')).toBeGreaterThan(300e6);
  await rig.service.pool.load('b');
  expect(rig.engines.map(({ adapterMemoryBytes }) => adapterMemoryBytes)).toEqual([300e6, 300e6]);
  expect(rig.service.pool.list().map(({ id, state }) => [id, state.status])).toEqual([
    ['a', 'idle'],
    ['b', 'ready'],
  ]);
});

test('the model of a file is the one that is named so, or one of its own', async () => {
  await using rig = await createRig();
  const path = (await rig.service.findOnDisk('a')).file.path;
  expect(await rig.service.idOfFile(path)).toBe('a');
  const other = `${path}.other`;
  expect(await rig.service.idOfFile(other)).toBe(other);
  expect(await rig.service.idOfFile(other)).toBe(other);
  expect(rig.service.pool.get(other)?.state.status).toBe('idle');
});
