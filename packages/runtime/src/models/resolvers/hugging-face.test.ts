import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHub, type HubOptions, type HubServers } from '../../../test/download/hub-server.ts';
import { modelBytes, sha256Of } from '../../../test/download/range-server.ts';
import { createModelStore } from '../model-store.ts';
import type { ModelStore } from '../resolved-model.ts';

const small = modelBytes(5000, 1);
const large = modelBytes(9000, 2);
const projector = modelBytes(1000, 3);
const repositories = {
  'Org/Tiny-GGUF': {
    'README.md': Buffer.from('# Tiny'),
    'Tiny-Q4_K_M.gguf': small,
    'Tiny-Q8_0.gguf': large,
    'mmproj-Tiny-F16.gguf': projector,
  },
  'Org/Split-GGUF': {
    'Q4_K_M/Split-Q4_K_M-00001-of-00002.gguf': modelBytes(3000, 4),
    'Q4_K_M/Split-Q4_K_M-00002-of-00002.gguf': modelBytes(2000, 5),
    'Q8_0/Split-Q8_0-00001-of-00002.gguf': modelBytes(1000, 6),
  },
  'Org/Tiny': { 'model.safetensors': Buffer.from('…') },
  'Org/Tiny-onnx': {
    'README.md': Buffer.from('# Tiny'),
    'cpu_and_mobile/int4/genai_config.json': Buffer.from('{}'),
    'cpu_and_mobile/int4/model.onnx': Buffer.from('graph'),
    'cpu_and_mobile/int4/model.onnx.data': Buffer.from('weights'),
    'cpu_and_mobile/int4/picture.png': Buffer.from('…'),
    'cuda/fp16/genai_config.json': Buffer.from('{}'),
  },
  'Org/Several-onnx': {
    'int4/genai_config.json': Buffer.from('{}'),
    'int8/genai_config.json': Buffer.from('{}'),
    'int8/tokenizer.json': Buffer.from('{}'),
  },
  'Org/Root-onnx': { 'genai_config.json': Buffer.from('{}'), 'model.onnx': Buffer.from('graph') },
  'Org/Encoder': {
    'README.md': Buffer.from('# Encoder'),
    'config.json': Buffer.from('{}'),
    'tokenizer.json': Buffer.from('{}'),
    'tokenizer_config.json': Buffer.from('{}'),
    'vocab.txt': Buffer.from('a'),
    'modules.json': Buffer.from('[]'),
    '1_Pooling/config.json': Buffer.from('{}'),
    'model.safetensors': Buffer.from('…'),
    'onnx/model.onnx': Buffer.from('graph'),
    'onnx/model.onnx_data': Buffer.from('weights'),
    'onnx/model_quantized.onnx': Buffer.from('small'),
  },
  'Org/For-Others': { 'onnx/model_q4.onnx': Buffer.from('graph') },
};

let folder: string;
let servers: HubServers | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-hub-'));
});
afterEach(async () => {
  await servers?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<HubOptions> = {}, token?: string): Promise<ModelStore> {
  servers = await startHub({ repositories, ...options });
  return createModelStore({ folder, huggingFace: { endpoint: servers.hub.url, token } });
}

describe('a model of Hugging Face', () => {
  it('is chosen by its quantisation and verified by the hash of the Hub', async () => {
    const store = await start();
    const model = await store.resolve('hf:Org/Tiny-GGUF:Q8_0');
    expect(model).toEqual({
      id: 'tiny',
      reference: 'hf:Org/Tiny-GGUF:Q8_0',
      path: join(folder, 'hf', 'Org', 'Tiny-GGUF', 'main', 'Tiny-Q8_0.gguf'),
      sizeBytes: large.length,
      sha256: sha256Of(large),
    });
    expect(await readFile(model.path)).toEqual(large);
  });

  it('is the usual one when no quantisation is named, never a projector', async () => {
    const store = await start();
    expect(await store.resolve('Org/Tiny-GGUF')).toMatchObject({ sha256: sha256Of(small) });
  });

  it('is found again without a request', async () => {
    const store = await start();
    const model = await store.resolve('hf:Org/Tiny-GGUF:Q8_0');
    const requests = servers?.hub.requests.length;
    expect(await store.resolve('Org/Tiny-GGUF:Q8_0')).toEqual(model);
    expect(await store.find('hf:Org/Tiny-GGUF:Q8_0')).toEqual(model);
    expect(servers?.hub.requests).toHaveLength(requests ?? -1);
  });

  it('can be named by revision and file', async () => {
    const store = await start();
    const model = await store.resolve('hf:Org/Tiny-GGUF@v1/Tiny-Q4_K_M.gguf');
    expect(relative(folder, model.path)).toBe(join('hf', 'Org', 'Tiny-GGUF', 'v1', 'Tiny-Q4_K_M.gguf'));
    expect(servers?.hub.requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it('can be named by a revision with a slash', async () => {
    const store = await start();
    await expect(store.resolve('hf:Org/Tiny-GGUF@refs%2Fpr%2F1:Q8_0')).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect(servers?.hub.requests[0]?.url).toBe('/api/models/Org/Tiny-GGUF/tree/refs%2Fpr%2F1?recursive=true');
  });

  it('is an encoder with all that says how it is used, and one of its graphs', async () => {
    const store = await start();
    const model = await store.resolve('hf:Org/Encoder');
    const path = join(folder, 'hf', 'Org', 'Encoder', 'main');
    expect(model).toMatchObject({ id: 'encoder', path });
    const files = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.map((file) => relative(path, join(file.parentPath, file.name))).toSorted()).toEqual([
      join('1_Pooling', 'config.json'),
      'config.json',
      'modules.json',
      join('onnx', 'model.onnx'),
      join('onnx', 'model.onnx_data'),
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(await store.find('hf:Org/Encoder')).toEqual(model);
  });

  it('is an encoder with the graph that was named', async () => {
    const store = await start();
    const { path } = await store.resolve('hf:Org/Encoder:quantized');
    expect(await readdir(join(path, 'onnx'))).toEqual(['model_quantized.onnx']);
  });

  it('comes in all its parts, listed over several pages', async () => {
    const store = await start({ pageSize: 1 });
    const model = await store.resolve('hf:Org/Split-GGUF');
    expect(model).toMatchObject({ id: 'split', sizeBytes: 5000 });
    expect(model.path.endsWith('Split-Q4_K_M-00001-of-00002.gguf')).toBe(true);
    expect((await readFile(model.path.replace('00001-of', '00002-of'))).length).toBe(2000);
    expect(await store.remove('hf:Org/Split-GGUF')).toEqual({ freedBytes: 5000 });
  });

  it('is a folder for ONNX Runtime GenAI, the one for CPUs, with the files that belong to it', async () => {
    const store = await start();
    const model = await store.resolve('hf:Org/Tiny-onnx');
    const path = join(folder, 'hf', 'Org', 'Tiny-onnx', 'main', 'cpu_and_mobile', 'int4');
    expect(model).toEqual({ id: 'tiny-onnx', reference: 'hf:Org/Tiny-onnx', path, sizeBytes: 14 });
    expect((await readdir(path)).toSorted()).toEqual(['genai_config.json', 'model.onnx', 'model.onnx.data']);
    expect(await store.find('hf:Org/Tiny-onnx')).toEqual(model);
    expect(await store.list()).toEqual([model]);
    expect(await store.find(path)).toMatchObject({ id: 'int4', path, sizeBytes: 14 });
    expect(await store.remove('hf:Org/Tiny-onnx')).toEqual({ freedBytes: 14 });
    expect(await store.list()).toEqual([]);
  });

  it('cannot be pinned by one hash when it has several files', async () => {
    const store = await start();
    for (const reference of ['hf:Org/Root-onnx', 'hf:Org/Split-GGUF']) {
      const pinned = store.resolve(`${reference}#sha256=${sha256Of(small)}`);
      await expect(pinned).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('@COMMIT'),
      });
    }
  });

  it.each([
    ['hf:Org/Several-onnx:int8', 'int8', ['genai_config.json', 'tokenizer.json']],
    ['hf:Org/Several-onnx/int4', 'int4', ['genai_config.json']],
    ['hf:Org/Root-onnx', '', ['genai_config.json', 'model.onnx']],
    ['hf:Org/Tiny-onnx:cuda', 'cuda/fp16', ['genai_config.json']],
  ])('is the folder that %s means', async (reference, place, files) => {
    const store = await start();
    const { path } = await store.resolve(reference);
    expect(path.endsWith(join('-onnx', 'main', place))).toBe(true);
    expect((await readdir(path)).toSorted()).toEqual(files);
  });

  it.each([
    ['hf:Org/Tiny-GGUF:Q5_K_M', /has no Q5_K_M; there are: Q4_K_M, Q8_0\./],
    ['hf:Org/Tiny', /holds no GGUF file.*-GGUF/],
    ['hf:Org/Split-GGUF:Q8_0', /lacks the part Q8_0\/Split-Q8_0-00002-of-00002\.gguf/],
    ['hf:Org/None', /answers 404.*HF_TOKEN/],
    ['hf:Org/Several-onnx', /several models.*hf:Org\/Several-onnx\/int4, hf:Org\/Several-onnx\/int8/],
    ['hf:Org/Several-onnx:fp16', /has no fp16/],
    ['hf:Org/Several-onnx/other', /has no other/],
    ['hf:Org/Tiny-GGUF/other', /no folder with a genai_config.json/],
    ['hf:Org/Encoder:int3', /has no int3, but onnx\/model.onnx, onnx\/model_quantized.onnx/],
    ['hf:Org/For-Others', /made for other programs.*tuneloop convert/],
    ['hf:Org/Tiny-GGUF@v9', /answers 404/],
    ['hf:Org/Tiny-GGUF/other.gguf', /answers 404/],
  ])('is not found: %s', async (reference, message) => {
    const store = await start();
    await expect(store.resolve(reference)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(message),
    });
  });
});

describe('the token', () => {
  it('is sent to the Hub alone, not to the storage that it redirects to', async () => {
    const store = await start({ token: 'hf_secret' }, 'hf_secret');
    await expect(store.resolve('hf:Org/Tiny-GGUF:Q8_0')).resolves.toMatchObject({ id: 'tiny' });
    const sent = servers?.hub.requests.map(({ headers }) => headers.authorization);
    expect(new Set(sent)).toEqual(new Set(['Bearer hf_secret']));
    expect(servers?.storage.requests).toHaveLength(1);
    expect(servers?.storage.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('never shows in an error', async () => {
    const store = await start({ token: 'hf_other' }, 'hf_secret');
    const error = await store.resolve('hf:Org/Tiny-GGUF:Q8_0').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND', message: expect.stringMatching(/401.*gated/) });
    expect(JSON.stringify(error) + String(error)).not.toContain('hf_secret');
  });
});

it('takes a file of another hash for wrong', async () => {
  const store = await start();
  if (servers === undefined) throw new Error('no server');
  servers.storage.handler = (_, response) => void response.end(modelBytes(large.length, 7));
  await expect(store.resolve('hf:Org/Tiny-GGUF:Q8_0')).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
    message: expect.stringContaining('wrong SHA-256'),
  });
  expect(await store.list()).toEqual([]);
});
