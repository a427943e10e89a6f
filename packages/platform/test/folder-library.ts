import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdapterLibrary, LibraryChange, StoredAdapter } from '../src/adapters/adapter-library.ts';

export interface FolderLibrary extends AdapterLibrary {
  /** Stores a text as the newest version of `name`, and tells of it. */
  put(name: string, text: string): Promise<StoredAdapter>;
  refuse(name: string, reason: string): void;
  remove(name: string): Promise<void>;
}

/** A library whose adapters are texts, for engines that read any file. */
export function createFolderLibrary(folder: string): FolderLibrary {
  const stored = new Map<string, StoredAdapter[]>();
  const refused = new Map<string, { name: string; file: string; reason: string }>();
  const listeners = new Set<(change: LibraryChange) => void>();
  const tell = (name: string): void => {
    for (const listener of listeners) listener({ name });
  };
  return {
    list: () => [...stored.values()].flatMap((versions) => versions.slice(0, 1)),
    versions: (name) => stored.get(name) ?? [],
    refused: () => [...refused.values()],
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: async () => undefined,
    async put(name, text) {
      const older = stored.get(name) ?? [];
      const hash = createHash('sha256').update(text).digest('hex');
      const path = join(folder, `${hash}.gguf`);
      await writeFile(path, text);
      const file = join(folder, `${name}.gguf`);
      const adapter = { name, version: older.length + 1, hash, path, file };
      stored.set(name, [adapter, ...older]);
      refused.delete(name);
      tell(name);
      return adapter;
    },
    refuse(name, reason) {
      refused.set(name, { name, file: join(folder, `${name}.gguf`), reason });
      tell(name);
    },
    async remove(name) {
      for (const { path } of stored.get(name) ?? []) await rm(path, { force: true });
      stored.delete(name);
      tell(name);
    },
    [Symbol.asyncDispose]: async () => listeners.clear(),
  };
}
