import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { baseModelBytes } from '../../../test/gguf/llama-base.ts';
import { checkAdapterFits } from '../../adapters/check-adapter.ts';
import { readAdapter } from '../../adapters/read-adapter.ts';
import { writeTestAdapter } from './test-adapter.ts';

let folder: string;
let base: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-adapter-'));
  base = join(folder, 'base.gguf');
  await writeFile(base, baseModelBytes());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('fits its base, and is the same for the same seed alone', async () => {
  const write = async (seed: number): Promise<Buffer> => {
    const path = join(folder, `${seed}.gguf`);
    await writeTestAdapter({ base, path, seed });
    await checkAdapterFits(await readAdapter(path), base);
    return await readFile(path);
  };
  expect(await write(1)).toEqual(await write(1));
  const weights = (file: Buffer): Buffer => file.subarray(-256);
  expect(weights(await write(2))).not.toEqual(weights(await write(1)));
});

it('changes the tensors that are asked for, at a rank and strength', async () => {
  const path = join(folder, 'attention.gguf');
  await writeTestAdapter({ base, path, rank: 2, strength: 3, targets: /attn_[qk]\.weight$/, name: 'Attention' });
  expect(await readAdapter(path)).toMatchObject({
    name: 'Attention',
    rank: 2,
    alpha: 6,
    pairs: [0, 1].flatMap((layer) => [
      { target: `blk.${layer}.attn_q.weight`, a: [16, 2], b: [2, 16] },
      { target: `blk.${layer}.attn_k.weight`, a: [16, 2], b: [2, 8] },
    ]),
  });
  await expect(writeTestAdapter({ base, path, targets: /nothing/ })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
