import type { Dirent } from 'node:fs';
import { throwIfAborted } from '@tuneloop/protocol';
import { systemCode } from '../paths/file-failure.ts';
import type { FileGuard } from '../paths/file-guard.ts';
import type { GuardedFolder } from '../paths/guarded-folder.ts';

export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** Something in a folder; `folder` is open until the next one is asked for. */
export interface WalkEntry {
  folder: GuardedFolder;
  name: string;
  path: string;
  /** From where the walk began, with `/` between names. */
  relative: string;
  kind: EntryKind;
}

/** What a walk left out. */
export interface WalkReport {
  /** Folders deeper than allowed. */
  isTooDeep: boolean;
  /** More files and folders than allowed. */
  hasTooMany: boolean;
  /** Refused by the policy, or not readable. */
  skipped: number;
}

export interface WalkOptions {
  guard: FileGuard;
  signal: AbortSignal;
  /** Levels of folders below the first; default and at most the policy's. */
  maxDepth?: number | undefined;
}

/**
 * All that is in a folder, by name, each folder before what is in it. Links are named and never followed, so that there
 * are no circles; what the policy refuses is left out.
 *
 * Errors: `ABORTED`; those of the system for the first folder.
 */
export async function* walk(
  root: GuardedFolder,
  { guard, signal, maxDepth = guard.policy.maxDepth }: WalkOptions,
  report: WalkReport,
): AsyncGenerator<WalkEntry> {
  const deepest = Math.min(maxDepth, guard.policy.maxDepth);
  let left = guard.policy.maxEntries;

  const namesIn = async (folder: GuardedFolder): Promise<Dirent[]> => {
    const entries: Dirent[] = [];
    for await (const entry of folder.entries()) {
      throwIfAborted(signal);
      if (left === 0) {
        report.hasTooMany = true;
        break;
      }
      left -= 1;
      entries.push(entry);
    }
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  };

  async function* level(folder: GuardedFolder, above: string, depth: number): AsyncGenerator<WalkEntry> {
    for (const entry of await namesIn(folder)) {
      throwIfAborted(signal);
      const { name } = entry;
      const path = folder.pathOf(name);
      if (guard.refusal(path, 'read') !== undefined) {
        report.skipped += 1;
        continue;
      }
      const relative = `${above}${name}`;
      yield { folder, name, path, relative, kind: kindOf(entry) };
      if (!entry.isDirectory()) continue;
      if (depth >= deepest) {
        report.isTooDeep = true;
        continue;
      }
      try {
        await using child = await folder.folder(name);
        yield* level(child, `${relative}/`, depth + 1);
      } catch (error) {
        // It may be gone by now, or not ours to read; but what the caller throws into this must get out.
        if (systemCode(error) === undefined) throw error;
        report.skipped += 1;
      }
    }
  }

  yield* level(root, '', 0);
}

export function createWalkReport(): WalkReport {
  return { isTooDeep: false, hasTooMany: false, skipped: 0 };
}

/** What a result says of what is missing in it; nothing when nothing is. */
export function walkNote(report: WalkReport, { policy }: FileGuard): { note?: string } {
  const parts = [
    ...(report.hasTooMany ? [`only the first ${policy.maxEntries} files and folders were looked at`] : []),
    ...(report.isTooDeep ? [`folders deeper than allowed were left out`] : []),
    ...(report.skipped > 0 ? [`${report.skipped} protected or unreadable ones were left out`] : []),
  ];
  return parts.length === 0 ? {} : { note: `${parts.join('; ')}.` };
}

export function kindOf(entry: Dirent): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}
