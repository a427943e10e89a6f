import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import type { ModelStore } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { writeTestGenaiFolder, writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { createShellSandbox } from '@tuneloop/tools';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestPlatform, storeOf } from '../../test/test-platform.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Check } from './check.ts';
import { configuration } from './configuration.ts';
import { instructionSetsIn } from './cpu.ts';
import { engine } from './engine.ts';
import { cache, folders } from './folders.ts';
import { model } from './model.ts';
import { onnx } from './onnx.ts';
import { nodeVersion } from './node-version.ts';
import { port } from './port.ts';
import { shell } from './shell.ts';
import { runDoctor } from './run-doctor.ts';
import { training } from './training.ts';
import { llamaServer } from './llama-server.ts';
import { upstreams } from './upstreams.ts';
import type { CheckContext, Examination } from './check.ts';
import { createApiKeyFile, createModelProvider, createOpenAIRouter } from '@tuneloop/openai-server';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-doctor-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const empty: ModelStore = {
  ...storeOf(() => Promise.reject(new TuneloopError('MODEL_NOT_FOUND', 'There is no such file.'))),
  find: async () => undefined,
  list: async () => [],
};

async function contextOf(env: Record<string, string> = {}, models = empty): Promise<CheckContext> {
  const { config, warnings } = await loadConfig({
    cwd: folder,
    env: { TUNELOOP_DATA: folder, TUNELOOP_CACHE: folder, ...env },
  });
  return { config, warnings, models, keys: createApiKeyFile(join(folder, 'keys.json')) };
}

const run = async (examination: Examination, env?: Record<string, string>, models?: ModelStore): Promise<Check[]> =>
  examination.run(await contextOf(env, models));

describe('over upstreams', () => {
  test('each is asked; one that does not answer is a warning while another does', async () => {
    const scripted = await createScriptedEngine({ slots: 3, contextSize: 512 }).load({ id: 'first' });
    const server = express()
      .use(createOpenAIRouter({ models: createModelProvider([scripted]) }))
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const env = { RUNTIME_BACKEND: 'remote', OPENAI_API_BASE_URL: url };
    expect(await run(upstreams, env)).toEqual([
      { name: 'Upstream', status: 'ok', detail: expect.stringMatching(/answers: tuneloop, model first,.* 512 tokens/) },
    ]);
    await writeFile(join(folder, 'tuneloop.config.yaml'), 'runtime: {upstreams: [{url: "http://127.0.0.1:1"}]}');
    expect((await run(upstreams, env)).map(({ status }) => status)).toEqual(['ok', 'warn']);
    server.close();
    server.closeAllConnections();
    await scripted[Symbol.asyncDispose]();
    expect(await run(upstreams, env)).toMatchObject([
      { status: 'fail', detail: expect.stringContaining('refuses connections') },
      { status: 'fail', advice: expect.stringContaining('OPENAI_API_BASE_URL') },
    ]);
    const { config } = await contextOf(env);
    const names = [];
    for await (const check of runDoctor(config)) names.push(check.name);
    expect(names).toContain('Upstream');
    expect(names).not.toContain('llama.cpp');
  });

  test('a llama-server of one’s own is run for its version', async () => {
    const path = join(folder, 'llama-server');
    await writeFile(path, `#!${process.execPath}\nconsole.error('loading\\nversion: 7 (abc)')`, { mode: 0o755 });
    const env = { RUNTIME_BACKEND: 'remote', LLAMA_SERVER_PATH: path };
    expect(await run(llamaServer, env)).toMatchObject([{ status: 'ok', detail: `${path}, version: 7 (abc)` }]);
    await writeFile(path, `#!${process.execPath}\nprocess.exit(3)`);
    expect(await run(llamaServer, env)).toMatchObject([{ status: 'fail' }]);
    await rm(path);
    expect(await run(llamaServer, env)).toMatchObject([
      { status: 'fail', detail: expect.stringContaining('no program') },
    ]);
  });
});

describe('each check', () => {
  test('configuration: a public address without a key fails, a key makes it valid, warnings are shown', async () => {
    expect(await run(configuration)).toMatchObject([{ status: 'ok' }]);
    expect(await run(configuration, { HOST: '0.0.0.0' })).toMatchObject([{ status: 'fail' }]);
    expect(await run(configuration, { HOST: '0.0.0.0', API_KEY: 'k', TUNELOOP_SLOT: '1' })).toMatchObject([
      { status: 'warn', detail: expect.stringContaining('TUNELOOP_SLOT') },
      { status: 'ok', detail: expect.stringContaining('need an API key') },
    ]);
  });

  test('the Node.js that runs these tests is new enough', async () => {
    expect(await run(nodeVersion)).toMatchObject([{ status: 'ok', detail: expect.stringContaining(process.version) }]);
  });

  test('port: free, or in use', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => {
      blocker.listen(0, '127.0.0.1', resolve);
    });
    const taken = String((blocker.address() as AddressInfo).port);
    expect(await run(port, { PORT: taken })).toMatchObject([
      { status: 'warn', advice: expect.stringContaining('PORT') },
    ]);
    await new Promise((resolve) => {
      blocker.close(resolve);
    });
    expect(await run(port, { PORT: taken })).toMatchObject([{ status: 'ok' }]);
    expect(await run(port, { HOST: '203.0.113.7' })).toMatchObject([{ status: 'fail' }]);
  });

  test('folders: writable ones tell what is free, also when they are not there yet; a file in the way fails', async () => {
    expect(await run(folders, { TUNELOOP_DATA: join(folder, 'not', 'yet') })).toMatchObject([
      { name: 'Data folder', status: 'ok', detail: expect.stringMatching(/ GB free| MB free| TB free/) },
      { name: 'Models folder', status: 'ok' },
    ]);
    await writeFile(join(folder, 'file'), '');
    expect(await run(folders, { TUNELOOP_DATA: join(folder, 'file', 'data') })).toMatchObject([
      { name: 'Data folder', status: 'fail', advice: expect.stringContaining('TUNELOOP_DATA') },
      {},
    ]);
  });

  test('model: to be downloaded, forbidden to be downloaded, missing', async () => {
    expect(await run(model)).toMatchObject([
      { status: 'warn', detail: expect.stringContaining('98.4 MB to download') },
    ]);
    expect(await run(model, { TUNELOOP_OFFLINE: '1' })).toMatchObject([{ status: 'fail' }]);
    expect(await run(model, { MODEL_PATH: './missing.gguf' })).toMatchObject([
      { status: 'fail', detail: 'There is no such file.', advice: expect.stringContaining('MODEL_PATH') },
    ]);
  });

  test('model: a file that is no model fails with the reason', async () => {
    const path = join(folder, 'broken.gguf');
    await writeFile(path, 'not a model');
    const store = { ...empty, find: async () => ({ id: 'broken', reference: path, path, sizeBytes: 11 }) };
    expect(await run(model, { MODEL_PATH: path }, store)).toMatchObject([{ status: 'fail' }]);
  });

  test('model: its memory counts a draft model and quantised keys and values; a draft that is not there fails', async () => {
    const path = join(folder, 'model.gguf');
    await writeTestLanguageModel({ path });
    const store = { ...empty, find: async () => ({ id: 'model', reference: path, path, sizeBytes: 1 }) };
    const memoryWith = async (settings: string): Promise<Check | undefined> => {
      const yaml = `model: tiny\nmodels: {tiny: {reference: ${path}, contextSize: 100000, slots: 64${settings}}}`;
      await writeFile(join(folder, 'tuneloop.config.yaml'), yaml);
      return (await run(model, {}, store)).at(-1);
    };
    const megabytes = (check: Check | undefined): number => Number(/^([\d.]+) MB for/.exec(check?.detail ?? '')?.[1]);
    const plain = megabytes(await memoryWith(''));
    expect(megabytes(await memoryWith(', kvCacheType: q8_0')) / plain).toBeCloseTo(17 / 32, 1);
    expect(megabytes(await memoryWith(`, speculative: {type: draft, path: ${path}}`))).toBeGreaterThan(plain);
    expect(await memoryWith(', speculative: {type: draft, path: /missing.gguf}')).toMatchObject({
      name: 'Draft model',
      status: 'fail',
      advice: expect.stringContaining('models.tiny.speculative.path'),
    });
  });

  test('ONNX: nothing where no model needs it, else packages, the library, the provider', async () => {
    expect(await run(onnx)).toEqual([]);
    const path = join(folder, 'model-onnx');
    await writeTestGenaiFolder({ folder: path });
    const store = { ...empty, find: async () => ({ id: 'model', reference: path, path, sizeBytes: 1 }) };
    expect(await run(onnx, { MODEL_PATH: path }, store)).toMatchObject([
      { name: 'ONNX Runtime', status: 'ok', detail: expect.stringContaining('onnxruntime-node 1.30') },
      { name: 'ONNX Runtime GenAI', status: 'ok', detail: 'not fetched yet', advice: expect.stringContaining('11 MB') },
    ]);
    const offline = await run(onnx, { RUNTIME_BACKEND: 'onnx', TUNELOOP_OFFLINE: '1', ONNX_PROVIDER: 'dml' });
    expect(offline.slice(1)).toMatchObject([
      { status: 'warn', detail: expect.stringContaining('nothing may be fetched') },
      { name: 'ONNX provider', status: 'fail', detail: expect.stringContaining('"dml"') },
    ]);
    await writeFile(join(folder, 'own.so'), 'built here');
    const own = await run(onnx, { RUNTIME_BACKEND: 'onnx', ONNX_GENAI_PATH: join(folder, 'own.so') });
    expect(own[1]).toMatchObject({ status: 'ok', detail: expect.stringContaining('a build of your own') });
  });

  test('model: an ONNX folder tells what it is; with the backend onnx one must be named', async () => {
    const path = join(folder, 'model-onnx');
    await writeTestGenaiFolder({ folder: path, precision: 'int4' });
    const store = { ...empty, find: async () => ({ id: 'tiny', reference: path, path, sizeBytes: 1 }) };
    expect(await run(model, { MODEL_PATH: path }, store)).toMatchObject([
      { status: 'ok', detail: expect.stringContaining('llama, for ONNX Runtime, 0.00 billion parameters, int4') },
      { status: 'ok', detail: expect.stringContaining('for 4 requests') },
    ]);
    expect(await run(engine, { MODEL_PATH: path, PORT: '1', ONNX_PROVIDER: 'cuda' }, store)).toMatchObject([
      { detail: expect.stringMatching(/^onnx, not running; slots 4, .*provider cuda \(as configured\)/) },
    ]);
    expect(await run(model, { RUNTIME_BACKEND: 'onnx' }, store)).toMatchObject([
      {
        status: 'fail',
        detail: expect.stringContaining('tuneloop convert'),
        advice: expect.stringContaining('MODEL_PATH'),
      },
    ]);
  });

  test('cache: what is there, or that nothing is', async () => {
    expect(await run(cache)).toMatchObject([{ detail: 'none yet' }]);
    expect(
      await run(
        cache,
        {},
        storeOf(async () => Promise.reject(new Error('unused'))),
      ),
    ).toMatchObject([{ detail: '1 (1 bytes): scripted' }]);
  });

  test('engine: the plan, or what a running server has chosen', async () => {
    expect(await run(engine, { PORT: '1', TUNELOOP_SLOTS: '7' })).toMatchObject([
      { detail: expect.stringContaining('slots 7 (as configured)') },
    ]);
    await using server = await createTestPlatform({ env: { API_KEY: 'k' } });
    const { port: actual } = await server.platform.listen();
    await server.platform.host.ready();
    expect(await run(engine, { PORT: String(actual), API_KEY: 'k' })).toMatchObject([
      { detail: expect.stringContaining('serves scripted') },
    ]);
  });

  test('training: made on first use; without the network it must be there', async () => {
    expect(await run(training)).toMatchObject([{ status: 'ok', advice: 'The first training makes it.' }]);
    const offline = await run(training, { TUNELOOP_OFFLINE: 'true' });
    expect(offline).toMatchObject([{ status: 'warn', advice: expect.stringContaining('with the network') }]);
  });

  test('shell commands: nothing where they are off, else whether their sandbox holds, or why not', async () => {
    expect(await run(shell)).toEqual([]);
    const [check] = await run(shell, { TUNELOOP_SHELL: 'sandbox' });
    const reason = await createShellSandbox()
      .verify()
      .catch((error: Error) => error.message);
    expect(check).toMatchObject(
      reason === undefined
        ? { name: 'Shell commands', status: 'ok' }
        : { name: 'Shell commands', status: 'warn', detail: reason, advice: expect.stringContaining('tools.shell') },
    );
  });

  test('instruction sets are found as whole names only', () => {
    expect(instructionSetsIn('flags : fpu sse avx avx2 avx512f avx512_vnni')).toEqual(['AVX2', 'AVX512', 'VNNI']);
    expect(instructionSetsIn('flags : fpu avx avx512fp16')).toEqual([]);
    expect(instructionSetsIn('Features : fp asimd asimddp i8mm sve')).toEqual(['NEON', 'dot product', 'I8MM', 'SVE']);
  });
});

test('a check that cannot be made has failed, and the others go on', async () => {
  const { config } = await contextOf({ PORT: '0' });
  const models = { ...empty, list: () => Promise.reject(new TuneloopError('STORE_FAILED', 'The disk is gone.')) };
  const checks: Check[] = [];
  for await (const check of runDoctor(config, { models, env: {} })) checks.push(check);
  const names = checks.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['Node.js', 'llama.cpp', 'CPU', 'Model', 'Engine', 'Port', 'Python packages']),
  );
  expect(checks).toContainEqual(expect.objectContaining({ status: 'fail', detail: 'The disk is gone.' }));
  expect(names.indexOf('Port')).toBeGreaterThan(names.indexOf('Downloaded models'));
  // Whatever is wrong, something can be done about it.
  for (const check of checks) if (check.status !== 'ok') expect(check.advice).toBeTruthy();
}, 30_000);
