import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { testAdapters } from '../../apps/server/test/model/adapters-suite.ts';
import { testOfficialClients } from '../../apps/server/test/model/official-clients-suite.ts';
import { startServer } from '../../apps/server/test/model/running-server.ts';
import type { ServedEngine } from '../../apps/server/test/model/served-engine.ts';
import { testServing } from '../../apps/server/test/model/serving-suite.ts';
import type { LoadModel } from '../../packages/openai-server/test/load-embedded-model.ts';
import { testEngineCrash } from '../../packages/openai-server/test/model/engine-crash-suite.ts';
import { testRealModel } from '../../packages/openai-server/test/model/real-model-suite.ts';
import { testShortcomings } from '../../packages/openai-server/test/model/ten-shortcomings-suite.ts';
import { testToolLoop } from '../../packages/openai-server/test/model/tool-loop-suite.ts';
import { defaultCacheFolder, embeddedModel } from '../../packages/runtime/src/index.ts';
import { createOnnxEngine } from '../../packages/runtime/src/onnx/index.ts';
import { writeTestOnnxAdapter } from '../../packages/runtime/src/testing/index.ts';
import { embeddedGenaiFolder } from './onnx/embedded-genai-folder.ts';

// Every test of a server over a real model that is not llama.cpp's own, with the same model on ONNX Runtime.
const { folder } = await embeddedGenaiFolder(inject('trainingPython'), 'int8');
const libraryFolder = join(defaultCacheFolder(process.env, process.platform), 'libraries');

const load: LoadModel = async (settings) =>
  await createOnnxEngine({ ...settings, threads: 1, libraryFolder }).load({ id: 'embedded', path: folder });

const onnx: ServedEngine = {
  start: async (flags) => await startServer({ model: folder, backend: 'onnx', ...flags }),
  embeds: false,
  adapterEnding: '.onnx_adapter',
  writeAdapter: async ({ base, path, seed }) => await writeTestOnnxAdapter({ model: base, path, seed }),
};

describe('a router over a model', () => {
  testRealModel(load);
});
describe('an engine that crashes', () => {
  testEngineCrash(load);
});
describe('turns with tools', () => {
  testToolLoop(load);
});
describe('what llama-server falls short of', () => {
  testShortcomings(load);
});
describe('a server', () => {
  testServing(onnx);
});
describe('official clients', () => {
  testOfficialClients(onnx);
});
describe('adapters', () => {
  testAdapters(onnx);
});

describe('one server', () => {
  const ask = async (url: string, model?: string, more: object = {}): Promise<Response> =>
    await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        messages: [{ role: 'user', content: 'What is the capital of France?' }],
        max_tokens: 8,
        temperature: 0,
        ...(model !== undefined && { model }),
        ...more,
      }),
    });

  it('serves GGUF and ONNX models at once, switches between them, and unloads either', async () => {
    await using server = await startServer({ model: folder, contextSize: 512, slots: 2 });
    const { url, platform } = server;
    const onnxId = platform.host.source?.id ?? '';
    const gguf = embeddedModel.id;
    const engines = (): Set<string> =>
      new Set(
        platform.service.pool.list().flatMap(({ state }) => (state.status === 'ready' ? state.model.info.engine : [])),
      );

    // Both are loaded, each in a process of its own, and write at the same time.
    const answers = await Promise.all([ask(url, onnxId), ask(url, gguf), ask(url, onnxId), ask(url, gguf)]);
    const models = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { model: string }).model));
    expect(models).toEqual([onnxId, gguf, onnxId, gguf]);
    expect(engines()).toEqual(new Set(['onnx', 'llama.cpp']));

    const post = async (path: string, body: object): Promise<Response> =>
      await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const served = async (): Promise<unknown> => {
      const { model, engine } = (await (await fetch(`${url}/props`)).json()) as Record<string, unknown>;
      return [model, engine];
    };
    expect(await served()).toEqual([onnxId, 'onnx']);
    // What was begun on one goes on there when the default is another.
    const running = await ask(url, undefined, { stream: true, max_tokens: 60 });
    expect((await post('/model/switch', { model_key: gguf })).status).toBe(200);
    expect(await served()).toEqual([gguf, 'llama.cpp']);
    expect(await running.text()).toContain(`"model":"${onnxId}"`);
    expect((await post('/model/switch', { model_key: onnxId })).status).toBe(200);
    expect(await served()).toEqual([onnxId, 'onnx']);

    expect((await ask(url, gguf)).status).toBe(200);
    await platform.service.pool.unload(gguf);
    expect(engines()).toEqual(new Set(['onnx']));
    await platform.service.pool.unload(platform.service.pool.defaultId ?? '');
    expect(engines()).toEqual(new Set());
    expect((await ask(url)).status).toBe(200);
    expect(engines()).toEqual(new Set(['onnx']));
  });
});
