import { TuneloopError, throwIfAborted } from '@tuneloop/protocol';
import { adapterEndings, adapterFormatOf, readAdapter, readOnnxAdapter } from '@tuneloop/runtime';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { StoredAdapter } from './adapter-library.ts';
import { findWithin } from './find-within.ts';

export interface AdapterPlacement {
  name: string;
  /** Absolute, or relative to one of the folders. */
  path: string;
  folders: readonly [string, ...string[]];
  /** The adapter that has this name now. */
  current: StoredAdapter | undefined;
  signal: AbortSignal;
}

/**
 * Puts an adapter under its name into the first folder, where the library finds it. Only what lies within one of the
 * folders is read, links followed.
 *
 * @returns false when it is there already, with this content.
 *
 * Errors: `FORBIDDEN`, `NOT_FOUND`, `ADAPTER_INVALID`, `INVALID_REQUEST` (the name belongs to another folder's file).
 */
export async function placeAdapter({ name, path, folders, current, signal }: AdapterPlacement): Promise<boolean> {
  const [own] = folders;
  await mkdir(own, { recursive: true });
  const source = await findWithin(path, folders, 'lora_path');
  const isFolder = (await stat(source)).isDirectory();
  const format = adapterFormatOf(source) ?? 'gguf';
  const target = join(await realpath(own), isFolder ? name : `${name}${adapterEndings[format]}`);
  if (source === target) return false;
  if (current) {
    const existing = await realpath(current.file).catch(() => current.file);
    if (existing === source) return false;
    if (existing !== target) {
      const message = `The adapter "${name}" is a file of yours elsewhere. Overwrite that file, or choose another name.`;
      throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'lora_name' } });
    }
    if (!isFolder && (await hashOf(source)) === current.hash) return false;
  }
  if (!isFolder) await (format === 'onnx' ? readOnnxAdapter : readAdapter)(source);
  throwIfAborted(signal);
  const temporary = join(own, `.${randomUUID()}.part`);
  try {
    await cp(source, temporary, { recursive: true });
    throwIfAborted(signal);
    // A folder cannot be renamed over another one.
    if (isFolder) await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return true;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
