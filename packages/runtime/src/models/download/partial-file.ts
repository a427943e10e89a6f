import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { formatBytes } from '../format-bytes.ts';
import type { Disk } from './disk.ts';
import { updateHashFromFile, type HashOptions } from './file-hash.ts';

/** What is known beforehand of a file that is being fetched. */
export interface ExpectedFile {
  sizeBytes?: number | undefined;
  /** Lower-case hexadecimal. */
  sha256?: string | undefined;
}

/** What a partial file is a part of, so that it's continued with the same content only. */
export interface PartialState extends ExpectedFile {
  /** A strong validator (RFC 9110, 8.8.3), with its quotes. */
  etag?: string | undefined;
}

export interface CompleteFile {
  sizeBytes: number;
  sha256: string;
}

const stateSchema: z.ZodType<PartialState> = z.object({
  etag: z.string().optional(),
  sizeBytes: z.number().optional(),
  sha256: z.string().optional(),
});

/** `<destination>.partial`: grows while a file is fetched, hashed as it grows, and renamed when whole and verified. */
export interface PartialFile {
  readonly path: string;
  /** Bytes so far. */
  readonly length: number;
  /** Throws the content away. */
  restart(): Promise<void>;
  /** Recorded beside the file (`.partial.json`) for who continues it. */
  writeState(state: PartialState): Promise<void>;
  append(data: Uint8Array): Promise<void>;
  /**
   * Verifies size and SHA-256 and renames the file to its destination, all of it on the disk before. A wrong file is
   * removed.
   *
   * Errors: `UPSTREAM_FAILED`.
   */
  complete(expected: ExpectedFile, assertContent?: (path: string) => Promise<void>): Promise<CompleteFile>;
  close(): Promise<void>;
}

export function partialPath(destination: string): string {
  return `${destination}.partial`;
}

export async function readPartialState(destination: string): Promise<PartialState | undefined> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(`${partialPath(destination)}.json`, 'utf8')));
  } catch {
    return undefined;
  }
}

export async function removePartialFile(destination: string): Promise<void> {
  await rm(partialPath(destination), { force: true });
  await rm(`${partialPath(destination)}.json`, { force: true });
}

/** Opens what an earlier try left (its bytes are read once, to hash them), or an empty file. */
export async function openPartialFile(destination: string, disk: Disk, options: HashOptions): Promise<PartialFile> {
  const path = partialPath(destination);
  const found = await stat(path).catch(() => undefined);
  let hash = createHash('sha256');
  let length = found === undefined || found.size === 0 ? 0 : await updateHashFromFile(hash, path, options);
  const file = await disk.openForAppend(path);
  return {
    path,
    get length() {
      return length;
    },
    async restart() {
      await truncate(path, 0);
      hash = createHash('sha256');
      length = 0;
    },
    async writeState(state) {
      await writeFile(`${path}.json.new`, JSON.stringify(state));
      await rename(`${path}.json.new`, `${path}.json`);
    },
    async append(data) {
      await file.append(data);
      hash.update(data);
      length += data.length;
    },
    async complete(expected, assertContent) {
      await file.sync();
      await file.close();
      const sha256 = hash.digest('hex');
      try {
        assertExpected(destination, expected, { sizeBytes: length, sha256 });
        await assertContent?.(path);
      } catch (error) {
        await removePartialFile(destination);
        throw error;
      }
      await rename(path, destination);
      await rm(`${path}.json`, { force: true });
      await syncFolder(dirname(destination));
      return { sizeBytes: length, sha256 };
    },
    close: () => file.close(),
  };
}

function assertExpected(destination: string, expected: ExpectedFile, actual: CompleteFile): void {
  const details = { path: destination, expected, actual };
  const advice =
    'It was removed; try again, and if this stays so, the source offers another file than the one asked for.';
  if (expected.sizeBytes !== undefined && expected.sizeBytes !== actual.sizeBytes) {
    throw new TuneloopError(
      'UPSTREAM_FAILED',
      `The file for ${destination} has the wrong size (${formatBytes(actual.sizeBytes)} instead of ${formatBytes(expected.sizeBytes)}). ${advice}`,
      { details, retryable: false },
    );
  }
  if (expected.sha256 !== undefined && expected.sha256 !== actual.sha256) {
    throw new TuneloopError(
      'UPSTREAM_FAILED',
      `The file for ${destination} has the wrong SHA-256 (${actual.sha256} instead of ${expected.sha256}). ${advice}`,
      { details, retryable: false },
    );
  }
}

/** Makes a rename last through a power cut, where the system lets folders be synced. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows does not.
  }
}
