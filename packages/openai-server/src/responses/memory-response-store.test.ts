import { describe, expect, test } from 'vitest';
import { createMemoryResponseStore } from './memory-response-store.ts';
import type { ResponseResource } from './response-resource.ts';
import type { ResponseStore, StoredResponse } from './response-store.ts';

function entry(id: string, padding = ''): StoredResponse {
  return { response: { id, model: padding } as ResponseResource, input: [] };
}

async function known(store: ResponseStore, ids: readonly string[], owner?: string): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => store.get(owner, id)));
  return found.flatMap((stored) => (stored ? [stored.response.id] : []));
}

describe('responses in memory', () => {
  test('belong to who put them there', async () => {
    const store = createMemoryResponseStore();
    await store.put('anna', entry('a'));
    await store.put(undefined, entry('b'));
    expect(await known(store, ['a', 'b'], 'anna')).toEqual(['a']);
    expect(await known(store, ['a', 'b'], 'bert')).toEqual([]);
    expect(await known(store, ['a', 'b'])).toEqual(['b']);
    expect(await store.delete('bert', 'a')).toBe(false);
    expect(await store.delete('anna', 'a')).toBe(true);
    expect(await known(store, ['a'], 'anna')).toEqual([]);
  });

  test('go when there are too many, the one that was used least recently first', async () => {
    const store = createMemoryResponseStore({ maxEntries: 2 });
    await store.put(undefined, entry('a'));
    await store.put(undefined, entry('b'));
    await store.get(undefined, 'a');
    await store.put(undefined, entry('c'));
    expect(await known(store, ['a', 'b', 'c'])).toEqual(['a', 'c']);
    await store.put(undefined, entry('a'));
    expect(await known(store, ['a', 'c'])).toEqual(['a', 'c']);
  });

  test('go when they are too large', async () => {
    const store = createMemoryResponseStore({ maxBytes: 1000 });
    await store.put(undefined, entry('a', 'x'.repeat(400)));
    await store.put(undefined, entry('b', 'x'.repeat(400)));
    await store.put(undefined, entry('c', 'x'.repeat(400)));
    expect(await known(store, ['a', 'b', 'c'])).toEqual(['b', 'c']);
    await store.put(undefined, entry('b', 'x'.repeat(1000)));
    expect(await known(store, ['b', 'c'])).toEqual(['c']);
    await store.delete(undefined, 'c');
    await store.put(undefined, entry('d', 'x'.repeat(900)));
    expect(await known(store, ['d'])).toEqual(['d']);
  });

  test('options are judged', () => {
    expect(() => createMemoryResponseStore({ maxEntries: 0 })).toThrow('maxEntries');
    expect(() => createMemoryResponseStore({ max: 1 } as never)).toThrow('max');
  });
});
