import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import { explainWriteError, type Disk } from './download/disk.ts';
import { hashFile } from './download/file-hash.ts';
import { withFileLock } from './download/file-lock.ts';
import { partialPath } from './download/partial-file.ts';
import type { ModelFile } from './resolvers/located-model.ts';
import { describeStoredFile, type StoredFile } from './store-manifest.ts';

export interface AcquireOptions {
  /** The store's. */
  folder: string;
  disk: Disk;
  signal: AbortSignal | undefined;
  onProgress: ProgressListener;
  /** Only what is on disk. */
  offline: boolean;
  /** The file's SHA-256 when it was last here; another one then means that it is damaged. */
  recordedSha256?: string | undefined;
}

/**
 * Makes sure that a file is in the store, whole and with the expected SHA-256: it's found there (left by a process that
 * ended before it could record it), brought by another process meanwhile, or fetched now.
 *
 * Errors: those of `ModelStore.resolve`.
 */
export async function acquireFile(file: ModelFile, options: AcquireOptions): Promise<StoredFile> {
  const { folder, signal, onProgress } = options;
  const destination = join(folder, file.storePath);
  try {
    await mkdir(dirname(destination), { recursive: true });
    return await withFileLock(
      `${destination}.lock`,
      async () => {
        const found = await verifyFound(destination, file, options);
        if (found !== undefined) return await describeStoredFile(folder, file.storePath, found);
        if (options.offline) throw notOnDisk(file.label);
        const { sha256 } = await file.fetch({ destination, onProgress, signal });
        return await describeStoredFile(folder, file.storePath, sha256);
      },
      { signal, onWait: () => reportOther(destination, file, onProgress) },
    );
  } catch (error) {
    throw TuneloopError.from(await explainWriteError(error, options.disk, destination, file.sizeBytes), 'STORE_FAILED');
  }
}

export function notOnDisk(label: string): TuneloopError {
  return new TuneloopError(
    'MODEL_NOT_FOUND',
    `${label} is not on this disk, and downloads are switched off. Download it once with the network (tuneloop pull), or set MODEL_PATH to a file.`,
  );
}

/**
 * The SHA-256 of a file that is there already, if it is the right one. A wrong one stays until what is fetched takes its
 * place: when the caller's pin was wrong, nothing is lost.
 */
async function verifyFound(path: string, file: ModelFile, options: AcquireOptions): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (file.sizeBytes === undefined || file.sizeBytes === found.size) {
    const { signal, onProgress } = options;
    const sha256 = await hashFile(path, { signal, onProgress, total: found.size, label: file.label });
    const expected = file.sha256 ?? options.recordedSha256;
    if (expected === undefined || expected === sha256) return sha256;
  }
  return undefined;
}

/** While another process downloads the file, its partial file tells how far it is. */
async function reportOther(destination: string, file: ModelFile, onProgress: ProgressListener): Promise<void> {
  const partial = await stat(partialPath(destination)).catch(() => undefined);
  if (partial === undefined) return;
  onProgress({ phase: 'download', completed: partial.size, total: file.sizeBytes, label: file.label });
}
