import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onnxAdapterBytes } from '../../adapters/onnx/onnx-adapter-bytes.ts';
import { AdapterSet, type AdapterUse } from './adapter-set.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-adapters-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function setUp() {
  const log: string[] = [];
  const sizes = new Map<string, number>();
  const adapters = new AdapterSet({
    model: {
      async loadAdapter(name, path) {
        sizes.set(name, (await readFile(path)).length);
        log.push(`+${name}`);
      },
      unloadAdapter: (name) => void log.push(`-${name}`),
    },
    release: (name) => void log.push(`~${name}`),
  });
  for (const handle of [1, 2]) {
    const path = join(folder, `${handle}.onnx_adapter`);
    const data = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    const matrices = [
      { name: 'x.lora_A.weight', shape: [3, 1], type: 1, data },
      { name: 'x.lora_B.weight', shape: [1, 3], type: 1, data },
    ];
    await writeFile(path, onnxAdapterBytes(matrices));
    await adapters.load(handle, path);
  }
  log.length = 0;
  return { adapters, log, sizes };
}

async function used(use: AdapterUse | undefined): Promise<string | undefined> {
  await use?.ready;
  use?.done();
  return use?.name;
}

const scaled = (handle: number, scale: number): { handle: number; scale: number } => ({ handle, scale });

describe('AdapterSet', () => {
  it('takes an adapter as it is where that is all, and nothing at a scale of 0', async () => {
    const { adapters, log } = await setUp();
    expect(await used(adapters.use())).toBeUndefined();
    expect(await used(adapters.use([scaled(1, 0)]))).toBeUndefined();
    expect(await used(adapters.use([scaled(1, 0), scaled(2, 1)]))).toBe('2');
    expect(log).toEqual([]);
  });

  it('makes a mixture once, whatever the order that its parts are named in', async () => {
    const { adapters, log, sizes } = await setUp();
    const uses = [
      [scaled(2, 0.5), scaled(1, 1)],
      [scaled(1, 1), scaled(2, 0.5)],
    ].map((selection) => adapters.use(selection));
    const names = await Promise.all(uses.map(used));
    expect(new Set(names).size).toBe(1);
    expect(log).toEqual([`+${names[0]}`]);
    expect(sizes.get(names[0]!)).toBeGreaterThan(sizes.get('1')!);
  });

  it('forgets the mixtures of an adapter before the adapter', async () => {
    const { adapters, log } = await setUp();
    await used(adapters.use([scaled(1, 0.5)]));
    await used(adapters.use([scaled(2, 0.5)]));
    log.length = 0;
    await adapters.unload(1);
    expect(log).toEqual(['~1*0.5', '-1*0.5', '~1', '-1']);
  });

  it('keeps a few that nobody uses, and all that somebody does', async () => {
    const { adapters, log } = await setUp();
    const held = adapters.use([scaled(1, 2)]);
    await held?.ready;
    for (let scale = 3; scale < 15; scale += 1) await used(adapters.use([scaled(1, scale)]));
    const dropped = log.filter((entry) => entry.startsWith('-'));
    expect(dropped).toEqual(['-1*3', '-1*4', '-1*5', '-1*6']);
    held?.done();
  });

  it('tells why a mixture cannot be made, and tries again for the next one', async () => {
    const { adapters } = await setUp();
    await rm(join(folder, '1.onnx_adapter'));
    const attempt = (): Promise<string | undefined> => used(adapters.use([scaled(1, 0.5)]));
    await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
