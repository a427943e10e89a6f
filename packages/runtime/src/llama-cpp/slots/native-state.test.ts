import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CacheIdentity } from './cache-identity.ts';
import { identityDifference } from './cache-identity.ts';
import { checkNativeState, type CacheShape } from './native-state.ts';
import { readSeal, sealSlotFile } from './slot-file.ts';

const cache: CacheIdentity = {
  model: 'abc',
  architecture: 'llama',
  vocabularySize: 100,
  slots: 3,
  keyType: 'f16',
  valueType: 'f16',
  flashAttention: true,
  rope: '',
};
const shape: CacheShape = { contextSize: 8, vocabularySize: 100, slots: 3, plainCells: true };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-slot-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface State {
  magic?: number;
  tokens?: number[];
  /** Cells of each slot. */
  counts?: number[];
  positions?: number[];
  sequences?: number;
  after?: number[];
}

/** As llama.cpp writes slot 1 of three; keys and values are left to the imagination. */
function nativeState(state: State = {}): Buffer {
  const { magic = 0x67677371, tokens = [7, 8, 9], counts = [0, 3], positions = [0, 1, 2], sequences = 1 } = state;
  const cells = positions.flatMap((position) => [position, sequences, 1]);
  const words = [magic, 3, tokens.length, ...tokens, 3, ...counts, ...cells, 0xabcd, 0xef01, ...(state.after ?? [0])];
  const bytes = Buffer.alloc(4 * words.length);
  for (const [place, word] of words.entries()) bytes.writeInt32LE(word | 0, 4 * place);
  return bytes;
}

async function sealed(state: Buffer, tokens = 3): Promise<string> {
  const path = join(folder, 'slot.bin');
  await writeFile(path, state);
  await sealSlotFile(path, { tokens, cache });
  return path;
}

async function check(path: string, expected: CacheShape = shape): Promise<number> {
  const handle = await open(path, 'r');
  try {
    const slot = await readSeal(handle);
    await checkNativeState(handle, slot, expected);
    return slot.seal.tokens;
  } finally {
    await handle.close();
  }
}

describe('a sealed slot', () => {
  it('is taken as it was written', async () => {
    const state = nativeState();
    const path = await sealed(state);
    expect(await check(path)).toBe(3);
    expect(await check(path, { ...shape, plainCells: false })).toBe(3);
    const handle = await open(path, 'r');
    expect(await readSeal(handle)).toMatchObject({ stateBytes: state.length, seal: { cache } });
    await handle.close();
  });

  it('is refused when one bit or the end of it is gone, wherever', async () => {
    const path = await sealed(nativeState());
    const handle = await open(path, 'r');
    const whole = await handle.readFile();
    await handle.close();
    for (let place = 0; place < whole.length; place += 5) {
      const flipped = Buffer.from(whole);
      flipped[place]! ^= 1 << (place % 8);
      await writeFile(path, flipped);
      await expect(check(path), `byte ${place}`).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      await writeFile(path, whole.subarray(0, place));
      await expect(check(path), `first ${place} bytes`).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    }
  });

  it('can be given up while it is read', async () => {
    const handle = await open(await sealed(nativeState()), 'r');
    await expect(readSeal(handle, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    await handle.close();
  });
});

describe('a state with a seal that fits', () => {
  const hostile: [name: string, state: State, shape?: Partial<CacheShape>][] = [
    ['is not of llama.cpp', { magic: 1 }],
    ['has other tokens than it says', { tokens: [7, 8] }],
    ['has tokens that do not exist', { tokens: [7, 8, 100] }],
    ['has negative tokens', { tokens: [7, 8, -1] }],
    ['has more cells than tokens', { counts: [0, 0x7fff_ffff] }],
    ['has no cells', { counts: [0, 0] }],
    ['has negative positions', { positions: [0, 1, -2] }],
    ['has positions beyond the context', { positions: [0, 1, 8] }],
    ['has cells that several share', { sequences: 2 }],
    ['has cells of a further slot', { after: [1] }],
    ['has more tokens than there is room for', {}, { contextSize: 2 }],
    ['is of another number of slots', {}, { slots: 2 }],
    ['ends within its cells', { positions: [], after: [] }],
  ];
  it.each(hostile)('is refused when it %s', async (_name, state, other) => {
    const attempt = check(await sealed(nativeState(state)), { ...shape, ...other });
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

describe('identityDifference', () => {
  it('names what differs', () => {
    expect(identityDifference(cache, { ...cache })).toBeUndefined();
    expect(identityDifference(cache, { ...cache, model: 'x', slots: 1 })).toContain('model');
    expect(identityDifference(cache, { ...cache, slots: 1 })).toContain('slots');
    expect(identityDifference(cache, { ...cache, rope: '{}' })).toContain('RoPE');
  });
});
