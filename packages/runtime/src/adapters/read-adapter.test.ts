import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GGMLQuantizationType } from '@huggingface/gguf';
import { TuneloopError } from '@tuneloop/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ggufBytes, llamaValues, tinyModel } from '../../test/gguf/gguf-bytes.ts';
import { loraShapes, loraValues, writeLora, type LoraFile } from '../../test/gguf/lora-file.ts';
import { checkAdapterFits } from './check-adapter.ts';
import { readAdapter } from './read-adapter.ts';

let folder: string;
let path: string;
let base: string;

const baseShapes = [
  { name: 'blk.0.attn_q.weight', shape: [64, 64], bytes: 64 * 64 * 4 },
  { name: 'token_embd.weight', shape: [64, 3], bytes: 768 },
  { name: 'blk.0.ffn_up_exps.weight', shape: [64, 32, 2], bytes: 64 * 32 * 2 * 4 },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adapter-'));
  path = join(folder, 'lora.gguf');
  base = join(folder, 'base.gguf');
  await writeFile(base, ggufBytes({ values: llamaValues(), tensors: baseShapes }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const invalid = (reason: string, message: RegExp = /./): unknown =>
  expect.objectContaining({
    code: 'ADAPTER_INVALID',
    message: expect.stringMatching(message),
    details: expect.objectContaining({ reason }),
  });

it('reads what an adapter says of itself', async () => {
  await writeLora(path, { values: { 'general.base_model.0.repo_url': { text: 'https://example.org/base' } } });
  expect(await readAdapter(path)).toEqual({
    path,
    sizeBytes: (await readFile(path)).length,
    architecture: 'llama',
    name: 'Pirate',
    baseModel: 'https://example.org/base',
    rank: 4,
    alpha: 8,
    pairs: [{ target: 'blk.0.attn_q.weight', rank: 4, a: [64, 4], b: [4, 64] }],
  });
});

it('passes over norms, and takes an alpha of 0 for none, as llama.cpp does', async () => {
  await writeLora(path, {
    values: { 'adapter.lora.alpha': { float32: 0 } },
    shapes: { ...loraShapes, 'blk.0.attn_norm.weight': [64] },
  });
  const adapter = await readAdapter(path);
  expect(adapter.alpha).toBeUndefined();
  expect(adapter.pairs).toHaveLength(1);
});

describe('refuses', () => {
  const q = 'blk.0.attn_q.weight';
  const cases: [string, LoraFile, string, RegExp][] = [
    ['a model', { values: { 'general.type': { text: 'model' } } }, 'not-an-adapter', /Serve a model with MODEL_PATH/],
    ['a control vector', { values: { 'adapter.type': { text: 'cvector' } } }, 'not-an-adapter', /kind cvector/],
    ['one without architecture', { values: { 'general.architecture': { text: '' } } }, 'damaged', /architecture/],
    ['alpha NaN', { values: { 'adapter.lora.alpha': { float32: Number.NaN } } }, 'alpha', /alpha NaN/],
    ['alpha ∞', { values: { 'adapter.lora.alpha': { float32: Infinity } } }, 'alpha', /alpha Infinity/],
    ['alpha as text', { values: { 'adapter.lora.alpha': { text: '16' } } }, 'alpha', /alpha 16/],
    ['no tensors', { shapes: {} }, 'damaged', /no LoRA tensors/],
    ['a missing B', { shapes: { [`${q}.lora_a`]: [64, 4] } }, 'missing-pair', /lacks blk\.0\.attn_q\.weight\.lora_b/],
    ['unequal ranks', { shapes: { [`${q}.lora_a`]: [64, 4], [`${q}.lora_b`]: [8, 64] } }, 'rank', /64 × 4, B is 8/],
    ['a rank of 0', { shapes: { [`${q}.lora_a`]: [64, 0], [`${q}.lora_b`]: [0, 64] } }, 'rank', /do not fit/],
    ['vectors', { shapes: { [`${q}.lora_a`]: [4], [`${q}.lora_b`]: [4] } }, 'rank', /do not fit/],
    ['other tensors', { shapes: { ...loraShapes, 'output.weight': [4] } }, 'damaged', /output\.weight/],
  ];
  it.each(cases)('%s', async (_, file, reason, message) => {
    await writeLora(path, file);
    await expect(readAdapter(path)).rejects.toEqual(invalid(reason, message));
  });

  it.each([
    ['a model without general.type', tinyModel(), 'not-an-adapter'],
    ['something else', Buffer.from('<!doctype html>'), 'not-gguf'],
    ['an empty file', Buffer.alloc(0), 'truncated'],
    ['another version', Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(60, 9)]), 'damaged'],
    ['a count of metadata beyond the file', hostileHeader(0n, 2n ** 60n), 'truncated'],
    ['a count of tensors beyond the file', hostileHeader(2n ** 60n, 0n), 'truncated'],
  ])('%s', async (_, content, reason) => {
    await writeFile(path, content);
    await expect(readAdapter(path)).rejects.toEqual(invalid(reason));
  });

  it('a file that is not there, and a folder', async () => {
    await expect(readAdapter(join(folder, 'none.gguf'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(readAdapter(folder)).rejects.toMatchObject({ code: 'STORE_FAILED' });
  });
});

describe('a base model', () => {
  const check = async (file: LoraFile = {}): Promise<void> => {
    await writeLora(path, file);
    await checkAdapterFits(await readAdapter(path), base);
  };

  it('is fitted by its adapters, also those of embeddings and experts', async () => {
    await expect(check()).resolves.toBeUndefined();
    await check({
      shapes: { 'token_embd.weight.lora_a': [4, 3], 'token_embd.weight.lora_b': [4, 64] },
    });
    await check({
      shapes: { 'blk.0.ffn_up_exps.weight.lora_a': [64, 4, 2], 'blk.0.ffn_up_exps.weight.lora_b': [4, 32, 2] },
    });
  });

  it('refuses adapters of others', async () => {
    const pair = (target: string, a: number[], b: number[]): LoraFile => ({
      shapes: { [`${target}.lora_a`]: a, [`${target}.lora_b`]: b },
    });
    await expect(check({ values: { 'general.architecture': { text: 'qwen3' } } })).rejects.toEqual(
      invalid('architecture', /for models of the architecture qwen3, but the base model is llama/),
    );
    await expect(check(pair('output.weight', [64, 4], [4, 3]))).rejects.toEqual(
      invalid('unknown-tensor', /tied to its token embeddings/),
    );
    await expect(check(pair('blk.0.attn_q.weight', [32, 4], [4, 64]))).rejects.toEqual(
      invalid('shape', /as 32 × 64, but in the base model it is 64 × 64/),
    );
    await expect(check(pair('blk.0.ffn_up_exps.weight', [64, 4, 3], [4, 32, 2]))).rejects.toEqual(invalid('shape'));
  });

  it('is read again when its file changes', async () => {
    await check();
    await writeFile(base, ggufBytes({ values: llamaValues({ 'general.name': 'Other' }), tensors: [] }));
    await expect(check()).rejects.toEqual(invalid('unknown-tensor'));
    await writeFile(base, ggufBytes({ values: llamaValues(), tensors: baseShapes }));
    await check();
    await expect(checkAdapterFits(await readAdapter(path), join(folder, 'none.gguf'))).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });
});

describe('a file that is not as it was written', () => {
  const read = async (content: Uint8Array): Promise<unknown> => {
    await writeFile(path, content);
    return await readAdapter(path).catch((error: unknown) => error);
  };

  it('is truncated, wherever it ends', async () => {
    await writeLora(path);
    const whole = await readFile(path);
    for (let length = 0; length < whole.length; length += 7) {
      expect(await read(whole.subarray(0, length)), `${length} bytes`).toEqual(invalid('truncated'));
    }
  });

  it('is an adapter or refused, whatever bytes are changed', async () => {
    await writeLora(path);
    const whole = await readFile(path);
    const headerLength = whole.length - 2048;
    const change = fc.record({ at: fc.nat(headerLength - 1), value: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(whole.length), async (changes, cut) => {
        const bytes = Buffer.from(whole.subarray(0, whole.length - (cut % 3 === 0 ? cut : 0)));
        for (const { at, value } of changes) if (at < bytes.length) bytes[at] = value;
        const result = await read(bytes);
        if (TuneloopError.isInstance(result)) expect(result.code).toBe('ADAPTER_INVALID');
        else expect(result).toMatchObject({ path, pairs: expect.any(Array) });
      }),
      { numRuns: 300 },
    );
  });
});

it('leaves nothing behind when writing fails', async () => {
  const names = await readdir(folder);
  const { writeGguf } = await import('./gguf/gguf-writer.ts');
  const tensor = { name: 'x', shape: [2], type: GGMLQuantizationType.F32 };
  const target = join(folder, 'failed.gguf');
  await expect(
    writeGguf(target, { values: loraValues, tensors: [{ ...tensor, read: () => Promise.reject(new Error('gone')) }] }),
  ).rejects.toThrow('gone');
  await expect(
    writeGguf(
      target,
      { values: loraValues, tensors: [{ ...tensor, read: () => new Uint8Array(8) }] },
      { signal: AbortSignal.abort() },
    ),
  ).rejects.toMatchObject({ code: 'ABORTED' });
  await expect(
    writeGguf(target, { values: loraValues, tensors: [{ ...tensor, read: () => new Uint8Array(9) }] }),
  ).rejects.toMatchObject({ code: 'INTERNAL' });
  expect(await readdir(folder)).toEqual(names);
});

function hostileHeader(tensors: bigint, values: bigint): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.write('GGUF');
  bytes.writeUInt32LE(3, 4);
  bytes.writeBigUInt64LE(tensors, 8);
  bytes.writeBigUInt64LE(values, 16);
  return bytes;
}
