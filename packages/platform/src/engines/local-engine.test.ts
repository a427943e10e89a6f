import { join } from 'node:path';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { writeTestGenaiFolder, writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadConfig } from '../config/load-config.ts';
import { modelSettings } from '../models/model-settings.ts';
import { createLocalEngine } from './local-engine.ts';
import { onnxEngineOptions } from './onnx-options.ts';

test('each model gets the engine that it is for', async () => {
  await using folder = await temporaryFolder();
  const [gguf, onnx] = [join(folder.path, 'model.gguf'), join(folder.path, 'model-onnx')];
  await writeTestLanguageModel({ path: gguf });
  await writeTestGenaiFolder({ folder: onnx });
  const made: string[] = [];
  const noting = (name: string) => async () => {
    made.push(name);
    return createScriptedEngine();
  };
  const engine = createLocalEngine('llama.cpp', { gguf: noting('gguf'), onnx: noting('onnx') });
  expect(engine.name).toBe('llama.cpp');
  for (const path of [gguf, onnx, folder.path, join(folder.path, 'none'), undefined]) {
    await using model = await engine.load({ id: 'model', ...(path !== undefined && { path }) });
    expect(model.info.id).toBe('model');
  }
  expect(made).toEqual(['gguf', 'onnx', 'gguf', 'gguf', 'gguf']);
});

test('the configuration steers ONNX models; what only llama.cpp can do is refused for them', async () => {
  await using folder = await temporaryFolder();
  const env = {
    TUNELOOP_CACHE: folder.path,
    N_CTX: '512',
    N_THREADS: '2',
    ONNX_PROVIDER: 'cuda',
    ONNX_GENAI_PATH: './own.so',
  };
  const { config } = await loadConfig({ cwd: folder.path, env });
  const settings = modelSettings(config, { reference: 'x', executionProvider: 'cpu', slots: 3 });
  expect(onnxEngineOptions(config, settings)).toEqual({
    libraryFolder: join(folder.path, 'libraries'),
    libraryPath: join(folder.path, 'own.so'),
    offline: false,
    slots: 3,
    queueLimit: 64,
    queueWaitMs: 300_000,
    contextSize: 512,
    threads: 2,
    provider: 'cpu',
    contextShift: false,
  });
  const misplaced = modelSettings(config, { reference: 'x', kvCacheType: { key: 'q8_0' }, gpu: 0 });
  expect(() => onnxEngineOptions(config, misplaced)).toThrow(/kvCacheType, gpu\. Take that out/);
});
