import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { throwIfAborted } from '@tuneloop/protocol';
import { readRows } from '../files/read-rows.ts';
import { createProblemLog } from '../rows/problem-log.ts';
import { readManifestFiles, type ManifestFile } from './manifest.ts';

export interface ManifestProblem {
  file: string;
  problem: 'missing' | 'size' | 'hash' | 'rows';
  /** For people. */
  message: string;
}

export interface VerifyManifestOptions {
  /** Also count the rows, which reads every one of them. Default `false`: the hash says as much. */
  countRows?: boolean | undefined;
  signal?: AbortSignal | undefined;
  /** In bytes of all files. */
  onProgress?: ((progress: { bytes: number; totalBytes: number }) => void) | undefined;
}

/**
 * Whether the files of a data set are those that its manifest tells of. An empty list says that they are.
 *
 * Errors: `NOT_FOUND` (the manifest), `INVALID_REQUEST` (it is none), `ABORTED`.
 */
export async function verifyManifest(path: string, options: VerifyManifestOptions = {}): Promise<ManifestProblem[]> {
  const files = await readManifestFiles(path);
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytes = 0;
  const problems: ManifestProblem[] = [];
  for (const file of files) {
    const onBytes = (count: number): void => {
      bytes += count;
      options.onProgress?.({ bytes, totalBytes });
    };
    const problem = await verifyFile(join(dirname(path), file.name), file, { ...options, onBytes });
    if (problem) problems.push(problem);
  }
  return problems;
}

async function verifyFile(
  path: string,
  file: ManifestFile,
  { countRows, signal, onBytes }: VerifyManifestOptions & { onBytes: (count: number) => void },
): Promise<ManifestProblem | undefined> {
  const information = await stat(path).catch(() => undefined);
  if (!information?.isFile()) return { file: file.name, problem: 'missing', message: `${file.name} is not there` };
  if (information.size !== file.bytes) {
    const message = `${file.name} has ${information.size} bytes, not ${file.bytes}`;
    return { file: file.name, problem: 'size', message };
  }
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    throwIfAborted(signal);
    digest.update(chunk);
    onBytes(chunk.byteLength);
  }
  if (digest.digest('hex') !== file.sha256) {
    return { file: file.name, problem: 'hash', message: `${file.name} was changed since it was written` };
  }
  if (!countRows) return undefined;
  const log = createProblemLog();
  let rows = 0;
  for await (const _ of readRows(path, { signal, onProblem: log.onProblem })) rows += 1;
  if (rows === file.rows) return undefined;
  return {
    file: file.name,
    problem: 'rows',
    message: `${file.name} has ${rows} rows that can be read, not ${file.rows}`,
  };
}
