import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hashFile, type HashOptions } from './download/file-hash.ts';

/** A file in the store as it was when its SHA-256 was last computed. */
export interface StoredFile {
  /** Relative to the store's folder, with `/`. */
  path: string;
  sizeBytes: number;
  /** Modification time, in ms. */
  modifiedMs: number;
  sha256: string;
}

/** What a reference stands for on this disk. */
export interface StoreManifest {
  version: 1;
  id: string;
  /** In its canonical form. */
  reference: string;
  /** ISO 8601, UTC. */
  fetchedAt: string;
  /** In the order of the parts. */
  files: StoredFile[];
}

const manifestSchema: z.ZodType<StoreManifest> = z.object({
  version: z.literal(1),
  id: z.string(),
  reference: z.string(),
  fetchedAt: z.string(),
  files: z
    .array(z.object({ path: z.string(), sizeBytes: z.number(), modifiedMs: z.number(), sha256: z.string() }))
    .min(1),
});

export async function readManifest(folder: string, reference: string): Promise<StoreManifest | undefined> {
  return await parseManifest(manifestPath(folder, reference));
}

export async function writeManifest(folder: string, manifest: StoreManifest): Promise<void> {
  const path = manifestPath(folder, manifest.reference);
  await mkdir(join(folder, 'manifests'), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(draft, path);
}

export async function removeManifest(folder: string, reference: string): Promise<void> {
  await rm(manifestPath(folder, reference), { force: true });
}

/** All that can be read, by reference. */
export async function listManifests(folder: string): Promise<StoreManifest[]> {
  const names = await readdir(join(folder, 'manifests')).catch(() => []);
  const manifests = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => parseManifest(join(folder, 'manifests', name))),
  );
  return manifests
    .filter((manifest) => manifest !== undefined)
    .toSorted((a, b) => a.reference.localeCompare(b.reference));
}

/**
 * Whether a stored file is still what it was. Its content is read only when its size is the same and its time is not;
 * the record then returned has the new time.
 */
export async function checkStoredFile(
  folder: string,
  file: StoredFile,
  options: HashOptions,
): Promise<StoredFile | undefined> {
  const path = join(folder, file.path);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.size !== file.sizeBytes) return undefined;
  if (found.mtimeMs === file.modifiedMs) return file;
  const sha256 = await hashFile(path, { ...options, total: found.size });
  return sha256 === file.sha256 ? { ...file, modifiedMs: found.mtimeMs } : undefined;
}

export async function describeStoredFile(folder: string, path: string, sha256: string): Promise<StoredFile> {
  const { size, mtimeMs } = await stat(join(folder, path));
  return { path, sizeBytes: size, modifiedMs: mtimeMs, sha256 };
}

function manifestPath(folder: string, reference: string): string {
  // Readable, and apart from its neighbours also where file names know no case.
  const readable = reference.replaceAll(/[^\w.-]+/g, '-').slice(0, 80);
  const hash = createHash('sha256').update(reference).digest('hex').slice(0, 12);
  return join(folder, 'manifests', `${readable}-${hash}.json`);
}

async function parseManifest(path: string): Promise<StoreManifest | undefined> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
