import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdapterSelection, GenerateRequest, LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { writeTestAdapter } from '../../src/testing/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';

const settings = { slots: 4, contextSize: 512, threads: 1, flashAttention: true, gpuLayers: 0 };
const one: AdapterSelection[] = [{ id: 'one', scale: 1 }];
const two: AdapterSelection[] = [{ id: 'two', scale: 1 }];
const both: AdapterSelection[] = [...one, ...two];
let base: string;
let folder: string;
let model: LoadedModel;

beforeAll(async () => {
  base = await embeddedModelPath();
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-'));
  await writeTestAdapter({ base, path: file('one'), seed: 1 });
  await writeTestAdapter({ base, path: file('two'), seed: 2 });
  model = await createLlamaCppEngine(settings).load({ id: 'm', path: base });
  await model.adapters!.load({ id: 'one', path: file('one') });
  await model.adapters!.load({ id: 'two', path: file('two') });
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function file(name: string): string {
  return join(folder, `${name}.gguf`);
}

function greedy(adapters?: AdapterSelection[], rest: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    prompt: { type: 'messages', messages: [{ role: 'user', content: 'Tell me about the sea.' }] },
    sampling: { temperature: 0 },
    maxTokens: 16,
    adapters,
    ...rest,
  };
}

async function textOf(from: LoadedModel, request: GenerateRequest): Promise<string> {
  let text = '';
  for await (const event of from.generate(request)) if (event.type === 'text-delta') text += event.text;
  return text;
}

describe('sets of adapters', () => {
  it('answer side by side, each as it does alone', async () => {
    const sets = [undefined, one, two, both];
    const alone: string[] = [];
    for (const set of sets) alone.push(await textOf(model, greedy(set)));
    expect(new Set(alone).size).toBe(sets.length);
    for (let round = 0; round < 2; round++) {
      const together = sets.map((set) => textOf(model, greedy(set, { reusePrefix: false })));
      expect(await Promise.all(together)).toEqual(alone);
    }
  });

  it('count by their scale: 0 is the base, half is something else', async () => {
    const texts = await Promise.all(
      [0, 0.5, 1].map((scale) => textOf(model, greedy([{ id: 'one', scale }], { reusePrefix: false }))),
    );
    expect(texts[0]).toBe(await textOf(model, greedy()));
    expect(new Set(texts).size).toBe(3);
  });

  it('do not depend on the order in which they are named', async () => {
    expect(await textOf(model, greedy(both.toReversed()))).toBe(await textOf(model, greedy(both)));
  });

  it('take turns where memory is for one context, and none starves', async () => {
    await using narrow = await createLlamaCppEngine({ ...settings, slots: 2, adapterMemoryBytes: 0 }).load({
      id: 'm',
      path: base,
    });
    await narrow.adapters!.load({ id: 'one', path: file('one') });
    const expected = await textOf(model, greedy(one));
    const enough = new AbortController();
    const constantLoad = async (): Promise<void> => {
      while (!enough.signal.aborted) {
        expect(await textOf(narrow, greedy(undefined, { owner: 'load' }))).not.toBe(expected);
      }
    };
    const load = Promise.all([constantLoad(), constantLoad()]);
    for (let round = 0; round < 3; round++)
      expect(await textOf(narrow, greedy(one, { owner: 'other' }))).toBe(expected);
    enough.abort();
    await load;
    expect(narrow.info.choices).toContainEqual(expect.objectContaining({ name: 'adapter contexts' }));
  });

  it('is refused when one of them is unknown or named twice', async () => {
    await expect(textOf(model, greedy([{ id: 'three', scale: 1 }]))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('three'),
    });
    await expect(textOf(model, greedy([...one, ...one]))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

describe('unloading', () => {
  it('waits for those who use it, and refuses those who come later', async () => {
    await model.adapters!.load({ id: 'brief', path: file('one') });
    const brief: AdapterSelection[] = [{ id: 'brief', scale: 1 }];
    const order: string[] = [];
    const long = greedy(brief, { maxTokens: 60, outputFormat: { type: 'grammar', grammar: 'root ::= [a-z ]{80}' } });
    const running = textOf(model, long).then(() => order.push('answered'));
    await expect.poll(async () => model.status()).toMatchObject({ activeRequests: 1 });
    const unloading = model.adapters!.unload('brief').then(() => order.push('unloaded'));
    expect(model.adapters!.list().map(({ id }) => id)).not.toContain('brief');
    await expect(textOf(model, greedy(brief))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await Promise.all([running, unloading]);
    expect(order).toEqual(['answered', 'unloaded']);
    await expect(model.adapters!.unload('brief')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lets an id come back with other weights, while requests still use the ones before', async () => {
    await model.adapters!.load({ id: 'current', path: file('one') });
    const current: AdapterSelection[] = [{ id: 'current', scale: 1 }];
    const before = textOf(model, greedy(current, { reusePrefix: false }));
    await expect.poll(async () => model.status()).toMatchObject({ activeRequests: 1 });
    const unloading = model.adapters!.unload('current');
    await model.adapters!.load({ id: 'current', path: file('two') });
    const after = textOf(model, greedy(current, { reusePrefix: false }));
    expect(await before).toBe(await textOf(model, greedy(one)));
    expect(await after).toBe(await textOf(model, greedy(two)));
    await unloading;
    await model.adapters!.unload('current');
  });

  it('frees what loading took', async () => {
    const memory: number[] = [];
    for (let cycle = 0; cycle < 30; cycle++) {
      await model.adapters!.load({ id: 'cycle', path: file(cycle % 2 === 0 ? 'one' : 'two') });
      if (cycle % 5 === 0) await textOf(model, greedy([{ id: 'cycle', scale: 1 }], { maxTokens: 2 }));
      await model.adapters!.unload('cycle');
      memory.push((await model.status()).memoryBytes!);
    }
    expect(memory.at(-1)! / memory[4]!).toBeLessThan(1.1);
  });
});

describe('loading an adapter', () => {
  it('again changes nothing', async () => {
    const before = model.adapters!.list();
    await Promise.all([1, 2].map(() => model.adapters!.load({ id: 'one', path: file('one') })));
    expect(model.adapters!.list()).toEqual(before);
    expect(before[0]).toMatchObject({ id: 'one', rank: 4 });
  });

  it('can be cancelled', async () => {
    const attempt = model.adapters!.load({ id: 'x', path: file('one') }, { signal: AbortSignal.abort() });
    await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
    expect(model.adapters!.list().map(({ id }) => id)).not.toContain('x');
  });

  it('says why a file is refused, and disturbs nothing', async () => {
    const running = textOf(model, greedy(one, { reusePrefix: false, maxTokens: 32 }));
    const whole = await readFile(file('one'));
    const damaged = async (name: string, bytes: Buffer): Promise<string> => {
      await writeFile(file(name), bytes);
      return file(name);
    };
    const refused: [path: string, code: string, reason: string | undefined][] = [
      [file('missing'), 'NOT_FOUND', undefined],
      [await damaged('half', whole.subarray(0, whole.length / 2)), 'ADAPTER_INVALID', 'truncated'],
      [await damaged('empty', Buffer.alloc(0)), 'ADAPTER_INVALID', 'truncated'],
      [await damaged('text', Buffer.from('hello '.repeat(100))), 'ADAPTER_INVALID', 'not-gguf'],
      [await damaged('foreign', renamed(whole, 'llama', 'gemma')), 'ADAPTER_INVALID', 'architecture'],
      [await damaged('strange', renamed(whole, 'ffn_down', 'ffn_gone')), 'ADAPTER_INVALID', 'unknown-tensor'],
      [base, 'ADAPTER_INVALID', 'not-an-adapter'],
    ];
    for (const [path, code, reason] of refused) {
      await expect(model.adapters!.load({ id: 'bad', path }), path).rejects.toMatchObject({
        code,
        ...(reason !== undefined && { details: { reason } }),
      });
    }
    await expect(model.adapters!.load({ id: 'bad', path: await misshapen() })).rejects.toMatchObject({
      details: { reason: 'shape' },
    });
    expect(model.adapters!.list().map(({ id }) => id)).not.toContain('bad');
    expect(await running).toBe(await textOf(model, greedy(one, { reusePrefix: false, maxTokens: 32 })));
  });

  it('is told by the native library what only that can see', async () => {
    const grown = file('grown');
    await writeFile(grown, await readFile(file('one')));
    // Whole when it is looked at, half of it gone when it is read.
    const loading = model.adapters!.load({ id: 'grown', path: grown });
    await truncate(grown, 200_000);
    const [result] = await Promise.allSettled([loading]);
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'ADAPTER_INVALID' });
    else await model.adapters!.unload('grown');
    expect(await textOf(model, greedy(one))).not.toBe('');
  });
});

describe('a killed engine process', () => {
  it('comes back with its adapters', async () => {
    const expected = await Promise.all([textOf(model, greedy(one)), textOf(model, greedy(two))]);
    const { processId } = await model.status();
    process.kill(processId!, 'SIGKILL');
    await expect.poll(async () => (await model.status()).processId).toBeUndefined();
    expect(await Promise.all([textOf(model, greedy(one)), textOf(model, greedy(two))])).toEqual(expected);
    expect((await model.status()).processId).not.toBe(processId);
  });

  it('says which adapter could not be loaded again', async () => {
    const path = file('gone');
    await writeFile(path, await readFile(file('one')));
    await model.adapters!.load({ id: 'gone', path });
    await rm(path);
    process.kill((await model.status()).processId!, 'SIGKILL');
    await expect.poll(async () => (await model.status()).processId).toBeUndefined();
    await expect(textOf(model, greedy([{ id: 'gone', scale: 1 }]))).rejects.toMatchObject({
      code: 'ADAPTER_INVALID',
      message: expect.stringContaining('"gone"'),
    });
    expect(model.adapters!.list().map(({ id }) => id)).toEqual(['one', 'two']);
    expect(await textOf(model, greedy(one))).not.toBe('');
  });
});

/** The same bytes with another name of the same length in place of every `from`. */
function renamed(bytes: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf(from); at !== -1; at = copy.indexOf(from, at + 1)) copy.write(to, at);
  return copy;
}

/** An adapter whose matrices are of another size than the model's: one dimension of one of them is changed. */
async function misshapen(): Promise<string> {
  const path = file('misshapen');
  const bytes = await readFile(file('one'));
  const name = 'blk.0.ffn_down.weight.lora_a';
  const at = bytes.indexOf(name) + name.length;
  // After the name: the number of dimensions, then each of them.
  bytes.writeBigUInt64LE(bytes.readBigUInt64LE(at + 4) - 32n, at + 4);
  await writeFile(path, bytes);
  return path;
}
