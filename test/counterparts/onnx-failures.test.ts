import { appendFile, copyFile, link, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { defaultCacheFolder } from '../../packages/runtime/src/index.ts';
import {
  createOnnxEngine,
  findOnnxRuntime,
  resolveGenaiLibrary,
  type OnnxEngineOptions,
} from '../../packages/runtime/src/onnx/index.ts';
import { cachedGenaiFolder } from '../../packages/lora/src/onnx/index.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { chat, textOf } from '../../packages/runtime/test/one-question.ts';
import { embeddedGenaiFolder } from './onnx/embedded-genai-folder.ts';

const python = inject('trainingPython');
const cacheFolder = defaultCacheFolder(process.env, process.platform);
const onnxRuntime = await findOnnxRuntime();
const libraryFolder = join(cacheFolder, 'libraries');
const files = ['genai_config.json', 'model.onnx', 'model.onnx.data', 'tokenizer.json', 'tokenizer_config.json'];

let whole: string;
let adapter: string;
let folder: string;

beforeAll(async () => {
  const made = await embeddedGenaiFolder(python, 'int8');
  whole = made.folder;
  adapter = made.adapters[0];
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-onnx-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function load(path: string, options: Partial<OnnxEngineOptions> = {}): Promise<LoadedModel> {
  return createOnnxEngine({ libraryFolder, slots: 2, contextSize: 256, threads: 1, ...options }).load({
    id: 'm',
    path,
  });
}

/** A copy of the model's folder whose file is changed; the weights are shared. */
async function damaged(name: string, file: string, change: (path: string) => Promise<void>): Promise<string> {
  const copy = join(folder, name);
  await mkdir(copy);
  for (const each of files) {
    const [from, to] = [join(whole, each), join(copy, each)];
    if (each === file) await copyFile(from, to);
    else await link(from, to).catch(() => copyFile(from, to));
  }
  await change(join(copy, file));
  return copy;
}

/** Of the same length, so that nothing else moves. */
async function replaceAll(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'latin1');
  expect(text).toContain(from);
  await writeFile(path, text.replaceAll(from, to), 'latin1');
}

describe('a model that cannot be loaded', () => {
  const truncated =
    (bytes: number) =>
    (path: string): Promise<void> =>
      truncate(path, bytes);

  it.each([
    ['a graph that is cut off', 'model.onnx', truncated(50_000), /model\.onnx .*Protobuf.* (?:copy|convert)/is],
    ['weights that are cut off', 'model.onnx.data', truncated(1_000_000), /out of bounds.* (?:copy|convert)/is],
    ['a file that is no graph', 'model.onnx', (path: string) => writeFile(path, 'hello '.repeat(1000)), /Protobuf/],
    ['a configuration of something else', 'genai_config.json', (path: string) => writeFile(path, '{}'), /genai_config/],
    ['a tokenizer that is damaged', 'tokenizer.json', truncated(1000), /tokenizer\.json is damaged/],
    ['an unknown operator', 'model.onnx', (path: string) => replaceAll(path, 'MatMul', 'MatMux'), /operator MatMux/],
  ])('has %s', async (name, file, change, message) => {
    const path = await damaged(name.replaceAll(' ', '-'), file, change);
    await expect(load(path)).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('a library that cannot be used', () => {
  it.each([
    ['is not there', { libraryPath: '/nowhere/libonnxruntime-genai.so' }, /no ONNX Runtime GenAI at/],
    ['is for another system', { libraryPath: fileURLToPath(import.meta.url) }, /cannot be used as ONNX Runtime GenAI/],
    ['is another library', { libraryPath: onnxRuntime }, /cannot be used as ONNX Runtime GenAI/],
  ])('%s', async (_what, options, message) => {
    await expect(load(whole, options)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is not the one that was pinned, and nothing may be fetched', async () => {
    const path = await resolveGenaiLibrary({ folder: libraryFolder });
    const own = join(folder, 'libraries');
    const copy = join(own, basename(dirname(path)), basename(path));
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(path, copy);
    await appendFile(copy, 'more');
    const attempt = load(whole, { libraryFolder: own, offline: true });
    await expect(attempt).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('damaged') });
  });

  it.each(['cuda', 'dml', 'coreml'] as const)('has not the execution provider %s', async (provider) => {
    await expect(load(whole, { provider })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(new RegExp(provider, 'i')) as string,
    });
  });
});

describe('an adapter', () => {
  it('for which the model has no places is refused, and the model serves', async () => {
    const path = await cachedGenaiFolder({ python, gguf: await embeddedModelPath(), cacheFolder, precision: 'int8' });
    await using model = await load(path);
    await expect(model.adapters!.load({ id: 'one', path: adapter })).rejects.toMatchObject({
      code: 'ADAPTER_INVALID',
      message: expect.stringContaining('--lora-slots') as string,
    });
    expect(await textOf(model, chat('Say hello.'))).not.toBe('');
  });

  it('that is cut off is refused, and the model serves', async () => {
    await using model = await load(whole);
    const path = join(folder, 'cut.onnx_adapter');
    await copyFile(adapter, path);
    await truncate(path, 3_000_000);
    await expect(model.adapters!.load({ id: 'one', path })).rejects.toMatchObject({ code: 'ADAPTER_INVALID' });
    expect(await textOf(model, chat('Say hello.'))).not.toBe('');
  });
});

describe("a killed engine's process", () => {
  it('costs its own requests alone; its adapters are there again for the next ones', async () => {
    await using model = await load(whole);
    await model.adapters!.load({ id: 'one', path: adapter });
    const adapted = chat('Say hello.', { adapters: [{ id: 'one', scale: 1 }], sampling: { temperature: 0 } });
    const before = await textOf(model, adapted);
    const { processId } = await model.status();
    const running = textOf(model, chat('Count to a thousand.', { maxTokens: 150 }));
    setTimeout(() => process.kill(processId!, 'SIGKILL'), 300);
    await expect(running).rejects.toMatchObject({ code: 'INTERNAL', retryable: true });
    expect(await textOf(model, adapted)).toBe(before);
    expect((await model.status()).processId).not.toBe(processId);
  });
});
