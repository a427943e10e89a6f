import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  datasetManifestSuffix,
  writeDatasetManifest,
  type DatasetManifest,
  type WrittenFile,
} from '@tuneloop/datasets';
import type { DatasetInput } from './dataset-input.ts';

/**
 * Writes the manifest of what was made of one file, beside it; its path. It holds no time, so that the same input and
 * options give the same bytes.
 */
export async function writeManifest(
  file: string,
  input: DatasetInput,
  made: {
    output: string;
    files: (WrittenFile & { split?: string })[];
    filters?: Record<string, unknown>;
    options?: Record<string, unknown>;
    signal: AbortSignal;
  },
): Promise<string> {
  const path = made.output + datasetManifestSuffix;
  const manifest: DatasetManifest = {
    version: 1,
    name: basename(made.output),
    files: made.files.map(({ path: written, rows, bytes, sha256, split }) => ({
      name: basename(written),
      rows,
      bytes,
      sha256,
      ...(split !== undefined && { split }),
    })),
    sources: [{ name: input.name, sha256: await hashOf(file, made.signal) }],
    ...(made.filters && { filters: made.filters }),
    ...(made.options && { options: made.options }),
    counts: {
      read: input.count(),
      written: made.files.reduce((sum, { rows }) => sum + rows, 0),
      leftOut: { ...input.problems.countByReason },
    },
  };
  await writeDatasetManifest(path, manifest);
  return path;
}

async function hashOf(file: string, signal: AbortSignal): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file), digest, { signal });
  return digest.digest('hex');
}
