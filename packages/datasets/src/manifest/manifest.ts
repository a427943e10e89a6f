import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { createAtomicFile } from '../files/atomic-file.ts';

/** One file of a data set. */
export interface ManifestFile {
  /** Without its folder: it lies beside the manifest. */
  name: string;
  rows: number;
  /** As stored, compression included. */
  bytes: number;
  /** Of these bytes. */
  sha256: string;
  split?: string | undefined;
}

/** Where a data set comes from and what it is made of: enough to make it again, and to see that it is whole. */
export interface DatasetManifest {
  version: 1;
  name: string;
  /** ISO 8601, UTC. Left out where the same input is to give the same bytes. */
  created?: string | undefined;
  files: ManifestFile[];
  /** What it was made of. */
  sources?: { name: string; sha256?: string | undefined }[] | undefined;
  /** Ids of what its rows were made of, as one digest (`createIdDigest`). */
  sourceIds?: { count: number; sha256: string } | undefined;
  /** What was left in and out by whom made it, such as a query or limits. */
  filters?: Record<string, unknown> | undefined;
  options?: Record<string, unknown> | undefined;
  /** Of the programs that made it. */
  versions?: Record<string, string> | undefined;
  counts: {
    read: number;
    written: number;
    /** Rows left out, by reason. */
    leftOut: Record<string, number>;
  };
}

/** Stands behind the name of the data set's (first) file. */
export const datasetManifestSuffix = '.manifest.json';

const count = z.number().int().min(0);

/** What every manifest has that lists files, whoever wrote it. */
const filesSchema = z.looseObject({
  files: z
    .array(
      z.looseObject({
        // A name and no path: what lies elsewhere is none of the manifest's.
        name: z.string().refine((name) => name === basename(name) && name !== '..' && name !== '', {
          error: 'must be the name of a file beside the manifest',
        }),
        rows: count,
        bytes: count,
        sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'),
        split: z.string().optional(),
      }),
    )
    .min(1),
});

/** Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk). */
export async function writeDatasetManifest(path: string, manifest: DatasetManifest): Promise<void> {
  const file = await createAtomicFile(path);
  try {
    await file.write(Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
    await file.commit();
  } finally {
    await file.discard();
  }
}

/**
 * The files that a manifest lists; manifests of exports and of other programs that list theirs as `files` are read as well.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (it is no manifest).
 */
export async function readManifestFiles(path: string): Promise<ManifestFile[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new TuneloopError('NOT_FOUND', `There is no manifest ${path}.`, { cause: error });
  }
  try {
    return filesSchema.parse(JSON.parse(text)).files;
  } catch (error) {
    const message = `${path} is no manifest of a data set, or it is damaged. Make the data set anew.`;
    throw new TuneloopError('INVALID_REQUEST', message, { cause: error });
  }
}

export interface IdDigest {
  add(id: string): void;
  /** Of all ids in the order in which they came, each with a line end. */
  finish(): { count: number; sha256: string };
}

export function createIdDigest(): IdDigest {
  const digest = createHash('sha256');
  let count = 0;
  return {
    add: (id) => {
      digest.update(`${id}\n`);
      count += 1;
    },
    finish: () => ({ count, sha256: digest.digest('hex') }),
  };
}
