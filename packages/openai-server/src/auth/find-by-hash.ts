import { equalHashes, hashKey } from './key-hash.ts';

/**
 * The entry that belongs to `token`. Every entry is compared, whichever one matches and whether one does, so that the time
 * taken tells nothing about the keys.
 */
export function findByHash<Entry extends { hash: string }>(
  entries: readonly Entry[],
  token: string,
  equal: typeof equalHashes = equalHashes,
): Entry | undefined {
  const hash = hashKey(token);
  let match: Entry | undefined;
  for (const entry of entries) {
    if (equal(hash, Buffer.from(entry.hash, 'hex'))) match = entry;
  }
  return match;
}
