import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { StoredFile } from '@tuneloop/openai-server';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { createFileStore, type FileStore } from './file-store.ts';

interface Rig {
  store: FileStore;
  folder: string;
  /** Lets so many seconds pass. */
  wait(seconds: number): void;
  add(
    content: string,
    details?: { purpose?: 'fine-tune' | 'user_data'; owner?: string; seconds?: number },
  ): Promise<StoredFile>;
}

async function start(): Promise<Rig> {
  const temporary = await temporaryFolder();
  onTestFinished(() => temporary[Symbol.asyncDispose]());
  let time = Date.parse('2026-11-21T00:00:00Z');
  const folder = join(temporary.path, 'files');
  const store = createFileStore({ folder, now: () => (time += 1) });
  return {
    store,
    folder,
    wait: (seconds) => (time += seconds * 1000),
    add: async (content, { purpose = 'user_data', owner, seconds } = {}) => {
      const staged = await store.stage(Readable.from([content]));
      return staged.keep({ filename: '../notes\n.txt', purpose, owner, expiresAfterSeconds: seconds });
    },
  };
}

test('what was kept is there with its name, size and content', async () => {
  const { store, add } = await start();
  const file = await add('Hello', { owner: 'ada' });
  expect(file).toMatchObject({ filename: 'notes.txt', bytes: 5, purpose: 'user_data', owner: 'ada' });
  expect(await store.get(file.id)).toEqual(file);
  expect(await text(store.open(file))).toBe('Hello');
  await store.remove(file);
  await expect(store.get(file.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(store.remove(file)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('lists in pages, by purpose and by owner', async () => {
  const { store, add } = await start();
  const files = [await add('a', { owner: 'ada' }), await add('b', { owner: 'bob' }), await add('c', { owner: 'ada' })];
  const ids = files.map(({ id }) => id);
  const list = async (query: Partial<Parameters<FileStore['list']>[0]>): Promise<[string[], boolean]> => {
    const page = await store.list({ order: 'desc', limit: 10, scope: 'all', ...query });
    return [page.files.map(({ id }) => id), page.hasMore];
  };
  expect(await list({})).toEqual([ids.toReversed(), false]);
  expect(await list({ order: 'asc', limit: 2 })).toEqual([ids.slice(0, 2), true]);
  expect(await list({ order: 'asc', after: ids[1]! })).toEqual([[ids[2]], false]);
  expect(await list({ scope: { owner: 'ada' } })).toEqual([[ids[2], ids[0]], false]);
  expect(await list({ purpose: 'fine-tune' })).toEqual([[], false]);
  await expect(list({ after: 'file-none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.each([
  ['{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}\n', undefined],
  ['', 'The file is empty.'],
  ['{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}\n{"messages":\n', 'Line 2'],
  ['{"messages":[{"role":"user","content":"Hi"}]}\n', 'Line 1: the conversation ends with a message of the user'],
  ['{"colour":"red"}\n', 'no known format'],
  ['no JSON at all\n', 'Line 1'],
])('training data %j: %s', async (content, said) => {
  const { add } = await start();
  const { problem } = await add(content, { purpose: 'fine-tune' });
  if (said === undefined) expect(problem).toBeUndefined();
  else expect(problem).toContain(said);
});

test('one that has expired is gone', async () => {
  const { store, folder, wait, add } = await start();
  const file = await add('Hello', { seconds: 3600 });
  wait(3500);
  expect(await store.get(file.id)).toEqual(file);
  wait(200);
  await expect(store.get(file.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await readdir(folder)).toEqual([]);
});

test('nothing is left of what fails or is discarded', async () => {
  const { store, folder, add } = await start();
  await (await store.stage(Readable.from(['x']))).discard();
  const broken = new Readable({ read: () => undefined });
  const staging = store.stage(broken);
  broken.destroy(new Error('the connection broke'));
  await expect(staging).rejects.toThrow('the connection broke');
  const abort = new AbortController();
  const waiting = store.stage(new Readable({ read: () => undefined }), { signal: abort.signal });
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await readdir(folder)).toEqual([]);
  await add('Hello');
  expect(await readdir(folder)).toHaveLength(1);
});

test.each(['..', '../x', 'file-', 'file-/../../etc/passwd', ''])('the id %j names nothing', async (id) => {
  const { store } = await start();
  await expect(store.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
