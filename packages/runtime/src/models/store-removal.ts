import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { withFileLock } from './download/file-lock.ts';
import { filePartPaths } from './split-files.ts';
import { listManifests, removeManifest, type StoreManifest } from './store-manifest.ts';

/** Deletes files and every manifest that mentions one of them. Returns the bytes that became free. */
export async function removeStored(folder: string, manifest: StoreManifest): Promise<number> {
  const paths = new Set(manifest.files.map(({ path }) => path));
  const all = await listManifests(folder);
  const affected = all.filter(({ files }) => files.some(({ path }) => paths.has(path)));
  for (const { reference } of affected) await removeManifest(folder, reference);
  let freed = 0;
  for (const { path } of affected.flatMap(({ files }) => files)) {
    const absolute = join(folder, path);
    freed += await withFileLock(`${absolute}.lock`, () => deleteFile(absolute)).catch(ignoreMissingFolder);
    freed += await removeLeftovers(absolute);
    await removeEmptyFolders(folder, dirname(absolute));
  }
  return freed;
}

/**
 * Deletes a file (all parts of a split one) that llama.cpp's tools have put into the folder.
 *
 * Errors: `INVALID_REQUEST` when it lies elsewhere: a user's own files are not ours to delete.
 */
export async function removeInFolder(folder: string, path: string): Promise<number> {
  const inside = relative(folder, path);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `${path} is not in the models folder ${folder}; delete it yourself if you no longer need it.`,
      { details: { path, folder } },
    );
  }
  let freed = 0;
  for (const part of filePartPaths(path)) freed += await deleteFile(part);
  return freed;
}

/** Deletes what an interrupted download left: the partial file with its state, and the folder of a package client. */
async function removeLeftovers(destination: string): Promise<number> {
  let freed = 0;
  for (const ending of ['.partial', '.partial.json', '.work']) freed += await deleteFile(destination + ending);
  return freed;
}

/** Deletes every partial download below a folder. */
export async function removePartialsBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  let freed = 0;
  for (const name of entries.filter((entry) => entry.endsWith('.partial'))) {
    const destination = join(folder, name.slice(0, -'.partial'.length));
    freed += await withFileLock(`${destination}.lock`, () => removeLeftovers(destination));
  }
  return freed;
}

async function deleteFile(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 0;
  await rm(path, { recursive: true, force: true });
  return found.isFile() ? found.size : 0;
}

async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let current = folder; current !== root && current.startsWith(root); current = dirname(current)) {
    const entries = await readdir(current).catch(() => ['?']);
    if (entries.length > 0) return;
    await rm(current, { recursive: true });
  }
}

function ignoreMissingFolder(error: unknown): number {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
  throw error;
}
