import { TuneloopError } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { scriptedModel, storeOf } from '../../test/test-platform.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadConfig } from '../config/load-config.ts';
import { createModelService, type ModelService } from './model-service.ts';

interface Rig extends AsyncDisposable {
  service: ModelService;
  /** The layers that each load asked for. */
  loads: (number | undefined)[];
}

/** A service whose engine cannot put 99 layers on any GPU. */
async function createRig(): Promise<Rig> {
  await using folder = await temporaryFolder();
  const { config } = await loadConfig({ cwd: folder.path, env: { TUNELOOP_DATA: folder.path, N_GPU_LAYERS: '0' } });
  const loads: Rig['loads'] = [];
  const service = createModelService({
    config,
    referenceOf: () => 'scripted',
    store: storeOf(async () => scriptedModel),
    engine: async ({ gpuLayers }) => {
      loads.push(gpuLayers);
      if (gpuLayers === 99) throw new TuneloopError('RESOURCE_EXHAUSTED', 'The GPU is full.');
      return createScriptedEngine();
    },
  });
  return { service, loads, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
}

test('another number of layers loads the default model anew', async () => {
  await using rig = await createRig();
  await rig.service.setGpuLayers(3);
  expect(rig.loads).toEqual([]);
  await rig.service.pool.load('scripted');
  await rig.service.setGpuLayers(7);
  expect(rig.loads).toEqual([3, 7]);
  expect(rig.service.runtime.gpuLayers).toBe(7);
  expect(rig.service.pool.get('scripted')?.state.status).toBe('ready');
});

test('a number that does not fit is taken back, and the model with it', async () => {
  await using rig = await createRig();
  await rig.service.pool.load('scripted');
  await expect(rig.service.setGpuLayers(99)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  expect(rig.service.runtime.gpuLayers).toBe(0);
  await rig.service.pool.load('scripted');
  expect(rig.loads.at(-1)).toBe(0);
});

test('a limit of memory holds from the next load on', async () => {
  await using rig = await createRig();
  rig.service.setMemoryLimit(100e6);
  const [ram] = await rig.service.allocator.devices();
  expect(ram?.totalBytes).toBeLessThanOrEqual(100e6);
  rig.service.setMemoryLimit(undefined);
  const [free] = await rig.service.allocator.devices();
  expect(free?.totalBytes).toBeGreaterThan(100e6);
});
