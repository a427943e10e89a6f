import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { peftConfigName } from '../peft/peft-files.ts';
import { adapterEndings, adapterFormatOf, type AdapterFormat } from './adapter-format.ts';
import type { AdapterPattern } from './adapter-pattern.ts';

/** Something that looks like an adapter. */
export interface AdapterCandidate {
  kind: AdapterFormat | 'peft';
  /** Absolute path of the file or folder. */
  file: string;
  /** The file's name without its ending. */
  name: string;
}

export interface FoundAdapters {
  /** In the order of their paths. */
  candidates: AdapterCandidate[];
  /** Folders that exist but cannot be read: what was found there before is not gone. */
  unreadable: { folder: string; error: unknown }[];
}

/**
 * Looks through the folders of the patterns for adapters of one format, `gguf` with PEFT folders. Symbolic links are followed to files and to PEFT folders; names that begin
 * with a dot are those of programs, for drafts and notes of theirs.
 */
export async function findAdapters(patterns: readonly AdapterPattern[], format: AdapterFormat): Promise<FoundAdapters> {
  const ending = adapterEndings[format];
  const found = new Map<string, AdapterCandidate>();
  const unreadable: FoundAdapters['unreadable'] = [];
  const search = async (pattern: AdapterPattern, folder: string, depth: number): Promise<void> => {
    let entries;
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') unreadable.push({ folder, error });
      return;
    }
    if (entries.some(({ name }) => name === peftConfigName)) {
      if (format === 'gguf' && pattern.matches(folder))
        found.set(folder, { kind: 'peft', file: folder, name: basename(folder) });
      return;
    }
    await Promise.all(
      entries.map(async (entry) => {
        if (entry.name.startsWith('.')) return;
        const path = join(folder, entry.name);
        if (adapterFormatOf(entry.name) === format) {
          if (!entry.isDirectory() && pattern.matches(path)) {
            found.set(path, { kind: format, file: path, name: entry.name.slice(0, -ending.length) });
          }
        } else if (entry.isDirectory() && depth < pattern.depth) {
          await search(pattern, path, depth + 1);
        } else if (format === 'gguf' && (entry.isDirectory() || entry.isSymbolicLink()) && pattern.matches(path)) {
          const config = await stat(join(path, peftConfigName)).catch(() => undefined);
          if (config !== undefined) found.set(path, { kind: 'peft', file: path, name: entry.name });
        }
      }),
    );
  };
  for (const pattern of patterns) await search(pattern, pattern.folder, 0);
  const candidates = [...found.values()].toSorted((one, other) => (one.file < other.file ? -1 : 1));
  return { candidates, unreadable };
}
