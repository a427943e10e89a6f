import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelFingerprint } from './model-fingerprint.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-fingerprint-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fingerprint(bytes: Buffer, name = 'model.gguf'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return modelFingerprint(path);
}

const weights = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, place) => (place * 31) % 251));

describe('modelFingerprint', () => {
  it('is of the content, not of the name', async () => {
    expect(await fingerprint(weights)).toBe(await fingerprint(weights, 'other.gguf'));
  });

  it('differs where the header, the size, the end, or weights all over the file differ', async () => {
    const header = Buffer.from(weights);
    header[100]! ^= 1;
    const end = Buffer.from(weights);
    end[end.length - 1]! ^= 1;
    const trained = Buffer.from(weights.map((byte, place) => (place > 70_000 ? byte ^ 1 : byte)));
    const variants = [weights, header, end, trained, weights.subarray(0, -1), weights.subarray(0, 10), Buffer.alloc(0)];
    const prints = [];
    for (const variant of variants) prints.push(await fingerprint(variant));
    expect(new Set(prints).size).toBe(variants.length);
  });

  it('is of all parts of a split model', async () => {
    await writeFile(join(folder, 'm-00002-of-00002.gguf'), weights);
    const one = await fingerprint(weights, 'm-00001-of-00002.gguf');
    await writeFile(join(folder, 'm-00002-of-00002.gguf'), weights.subarray(1));
    expect(await modelFingerprint(join(folder, 'm-00001-of-00002.gguf'))).not.toBe(one);
  });
});
