import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';
import { chat, textOf } from '../one-question.ts';

const settings = { slots: 2, contextSize: 512, threads: 1, flashAttention: true, gpuLayers: 0 };
const engine = createLlamaCppEngine(settings);
let modelPath: string;
let folder: string;

beforeAll(async () => {
  modelPath = await embeddedModelPath();
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A copy of the embedded model, changed. */
async function damaged(name: string, change: (path: string) => Promise<void>): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, await readFile(modelPath));
  await change(path);
  return path;
}

describe('loading', () => {
  it('says that the file is not there', async () => {
    await expect(engine.load({ id: 'm', path: join(folder, 'none.gguf') })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it('refuses a folder', async () => {
    await expect(engine.load({ id: 'm', path: folder })).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
  });

  it('refuses what is no GGUF', async () => {
    const path = join(folder, 'text.gguf');
    await writeFile(path, 'hello '.repeat(1000));
    await expect(engine.load({ id: 'm', path })).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
  });

  it('refuses a truncated file, in its tensors and in its header', async () => {
    for (const size of [50_000_000, 100_000]) {
      const path = await damaged(`cut-${size}.gguf`, (file) => truncate(file, size));
      await expect(engine.load({ id: 'm', path })).rejects.toMatchObject({
        code: 'MODEL_LOAD_FAILED',
        message: expect.stringMatching(/truncated|incomplete|ends/i),
      });
    }
  });

  it('names an architecture that llama.cpp does not know', async () => {
    const path = await damaged('strange.gguf', async (file) => {
      await using handle = await open(file, 'r+');
      const head = Buffer.alloc(4096);
      await handle.read(head, 0, head.length, 0);
      const key = head.indexOf('general.architecture');
      const value = head.indexOf('llama', key);
      expect(value).toBeGreaterThan(key);
      await handle.write('zzzzz', value);
    });
    await expect(engine.load({ id: 'm', path })).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('zzzzz'),
    });
  });

  it('refuses a context that is larger than the model was trained with', async () => {
    const large = createLlamaCppEngine({ ...settings, contextSize: 100_000 });
    await expect(large.load({ id: 'm', path: modelPath })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('8192'),
    });
  });

  it('can be cancelled', async () => {
    await expect(engine.load({ id: 'm', path: modelPath }, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
  });

  it('refuses wrong options at once', () => {
    expect(() => createLlamaCppEngine({ slots: 0 })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});

describe('a killed engine process', () => {
  it('costs its own requests alone: those fail cleanly and the next are served', async () => {
    await using model = await engine.load({ id: 'm', path: modelPath });
    const { processId } = await model.status();
    const long = chat('Count to a thousand.', { maxTokens: 400 });
    const running = [textOf(model, long), textOf(model, long), textOf(model, long)];
    const failures = Promise.allSettled(running);
    setTimeout(() => process.kill(processId!, 'SIGKILL'), 300);
    for (const result of (await failures).slice(0, 2)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'INTERNAL', retryable: true } });
    }
    expect(await textOf(model, chat('Say hello.'))).not.toBe('');
    const { processId: next, activeRequests } = await model.status();
    expect(next).not.toBe(processId);
    expect(activeRequests).toBe(0);
  });
});

describe('disposing', () => {
  it('ends what runs and refuses what comes later', async () => {
    const model = await engine.load({ id: 'm', path: modelPath });
    const running = textOf(model, chat('Count to a thousand.', { maxTokens: 400 }));
    setTimeout(() => void model[Symbol.asyncDispose](), 200);
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(textOf(model, chat('hi'))).rejects.toMatchObject({ code: 'ABORTED' });
    await model[Symbol.asyncDispose]();
  });
});

describe('in-process', () => {
  it('serves without a process of its own', async () => {
    await using model = await createLlamaCppEngine({ ...settings, inProcess: true }).load({ id: 'm', path: modelPath });
    expect((await model.status()).processId).toBeUndefined();
    expect(await textOf(model, chat('Say hello.'))).not.toBe('');
  });
});

describe('a core that has run for long', () => {
  it('closes also after its garbage was collected', async () => {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc') as () => void;
    await using model = await createLlamaCppEngine({ ...settings, inProcess: true }).load({ id: 'm', path: modelPath });
    await textOf(model, chat('Say hello.'));
    for (let round = 0; round < 5; round++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await textOf(model, chat('Say hello.'))).not.toBe('');
    await model[Symbol.asyncDispose]();
  });
});
