import { randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileDetails, FileQuery, FileService, StagedFile, StoredFile } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { checkTrainingFile } from './check-training-file.ts';
import { manifestName, readStoredFile } from './stored-manifest.ts';

export interface FileStore extends FileService {
  /** Absolute; what a job reads. */
  pathOf(file: StoredFile): string;
}

export interface FileStoreOptions {
  /** Absolute; made with the first file. */
  folder: string;
  /** In ms since 1970. */
  now?: (() => number) | undefined;
}

/**
 * Uploaded files, each in a folder of its own: what it holds, and `file.json`, which says what it is. A folder has its name
 * only when it is complete, so that what a killed process leaves is never seen.
 */
export function createFileStore({ folder, now = Date.now }: FileStoreOptions): FileStore {
  const missing = (id: string): TuneloopError =>
    new TuneloopError('NOT_FOUND', `There is no file ${JSON.stringify(id.slice(0, 100))}.`);

  const find = async (id: string): Promise<StoredFile | undefined> => {
    const file = await readStoredFile(join(folder, id));
    if (!file) return undefined;
    if (file.expiresAt === undefined || Date.parse(file.expiresAt) > now()) return file;
    await rm(join(folder, id), { recursive: true, force: true });
    return undefined;
  };

  const keep = async (
    partial: string,
    bytes: number,
    details: FileDetails,
    signal?: AbortSignal,
  ): Promise<StoredFile> => {
    const { filename, purpose, owner, expiresAfterSeconds } = details;
    const content = join(partial, contentName);
    const problem = purpose === 'fine-tune' ? await checkTrainingFile(content, signal) : undefined;
    const time = now();
    const file: StoredFile = {
      id: newFileId(time),
      filename: plainName(filename),
      purpose,
      bytes,
      createdAt: new Date(time).toISOString(),
      ...(expiresAfterSeconds !== undefined && {
        expiresAt: new Date(time + expiresAfterSeconds * 1000).toISOString(),
      }),
      ...(owner !== undefined && { owner }),
      ...(problem !== undefined && { problem }),
    };
    await onDisk(async () => {
      await writeFile(join(partial, manifestName), JSON.stringify(file), { mode: 0o600, flush: true });
      await rename(partial, join(folder, file.id));
      await syncFolder(folder);
    });
    return file;
  };

  return {
    async stage(content: Readable, { signal } = {}): Promise<StagedFile> {
      // It may fail before anybody reads it, which nobody else would hear.
      content.on('error', () => undefined);
      const partial = join(folder, `.${randomUUID()}.partial`);
      const discard = (): Promise<void> => rm(partial, { recursive: true, force: true });
      try {
        await onDisk(async () => {
          // One after the other: both at once would be ENOENT on a disk that is read-only.
          await mkdir(folder, { recursive: true, mode: 0o700 });
          await mkdir(partial, { mode: 0o700 });
          const target = createWriteStream(join(partial, contentName), { mode: 0o600, flush: true });
          await pipeline(content, target, signal ? { signal } : {});
        });
        const { size } = await stat(join(partial, contentName));
        return { bytes: size, keep: (details, options) => keep(partial, size, details, options?.signal), discard };
      } catch (error) {
        await discard();
        throw signal?.aborted ? TuneloopError.from(signal.reason) : error;
      }
    },
    async get(id) {
      const file = isFileId(id) ? await find(id) : undefined;
      if (!file) throw missing(id);
      return file;
    },
    async list({ purpose, order, after, limit, scope }: FileQuery) {
      const ids = (await readdir(folder).catch(() => [])).filter(isFileId).toSorted();
      if (order === 'desc') ids.reverse();
      const from = after === undefined ? 0 : ids.indexOf(after) + 1;
      if (after !== undefined && from === 0) throw missing(after);
      const files: StoredFile[] = [];
      for (const id of ids.slice(from)) {
        const file = await find(id);
        if (!file || (purpose !== undefined && file.purpose !== purpose)) continue;
        if (scope !== 'all' && scope.owner !== file.owner) continue;
        if (files.length === limit) return { files, hasMore: true };
        files.push(file);
      }
      return { files, hasMore: false };
    },
    pathOf: ({ id }) => join(folder, id, contentName),
    open: ({ id }) => createReadStream(join(folder, id, contentName)),
    async remove({ id }) {
      // First out of sight: a folder that is half removed is no file any more.
      const gone = join(folder, `.${randomUUID()}.partial`);
      try {
        await rename(join(folder, id), gone);
      } catch {
        throw missing(id);
      }
      await rm(gone, { recursive: true, force: true });
    },
  };
}

/** Training data is JSON Lines, and nothing else is read by its name. */
const contentName = 'content.jsonl';

const isFileId = (name: string): boolean => /^file-[0-9a-z]{21}$/.test(name);

/** In the order of their times: names of folders sort as the files came. */
function newFileId(time: number): string {
  return `file-${time.toString(36).padStart(9, '0')}${randomBytes(6).toString('hex')}`;
}

/** Without folders and control characters. */
function plainName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  return base.replaceAll(/\p{Cc}/gu, '').slice(0, 255) || 'file';
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function onDisk(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      const message = 'The disk is full: the file was not kept. Free some space, and upload it again.';
      throw new TuneloopError('RESOURCE_EXHAUSTED', message, { cause: error });
    }
    if (TuneloopError.isInstance(error) || typeof code !== 'string' || !code.startsWith('E')) throw error;
    throw new TuneloopError('STORE_FAILED', `The file was not kept (${code}).`, { cause: error });
  }
}
