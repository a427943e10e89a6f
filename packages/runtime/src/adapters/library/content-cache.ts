import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { TuneloopError } from '@tuneloop/protocol';
import { explainWriteError, localDisk } from '../../models/download/disk.ts';
import { hashFile } from '../../models/download/file-hash.ts';
import { adapterEndings, type AdapterFormat } from './adapter-format.ts';

/** Adapters under the hash of their content: a path here never means two contents, whatever becomes of the user's file. */
export class ContentCache {
  readonly folder: string;
  readonly #ending: string;
  readonly #hashes = new Set<string>();

  constructor(folder: string, format: AdapterFormat) {
    this.folder = folder;
    this.#ending = adapterEndings[format];
  }

  /** Errors: `STORE_FAILED`. */
  async open(): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true });
      for (const name of await readdir(this.folder)) {
        const hash = this.#hashOf(name);
        if (hash !== undefined) this.#hashes.add(hash);
      }
    } catch (error) {
      throw TuneloopError.from(
        await explainWriteError(error, localDisk, join(this.folder, 'x'), undefined),
        'STORE_FAILED',
      );
    }
  }

  path(hash: string): string {
    return join(this.folder, `${hash}${this.#ending}`);
  }

  has(hash: string): boolean {
    return this.#hashes.has(hash);
  }

  /** A name for a file that is not finished. */
  draftPath(): string {
    return join(this.folder, `${randomUUID()}.partial`);
  }

  /**
   * Copies a file to a draft. Where the file system can, the copy shares its blocks. A hard link would be cheaper
   * elsewhere, but who writes into the user's file would then change what is being served.
   */
  async copyToDraft(file: string): Promise<string> {
    const draft = this.draftPath();
    try {
      await copyFile(file, draft, constants.COPYFILE_FICLONE);
      return draft;
    } catch (error) {
      await rm(draft, { force: true });
      throw await explainWriteError(error, localDisk, draft, undefined);
    }
  }

  /** Puts a draft under the hash of its content, which it returns. */
  async keep(draft: string, signal: AbortSignal): Promise<string> {
    const hash = await hashFile(draft, { signal });
    await rename(draft, this.path(hash));
    this.#hashes.add(hash);
    return hash;
  }

  /** Removes contents that no name has any more, and drafts that a crash left. */
  async prune(keep: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const hash = this.#hashOf(name);
      const isForgotten = hash !== undefined && !keep.has(hash);
      if (isForgotten) this.#hashes.delete(hash);
      if (isForgotten || (name.endsWith('.partial') && (await isOld(join(this.folder, name))))) {
        await rm(join(this.folder, name), { force: true });
      }
    }
  }

  #hashOf(fileName: string): string | undefined {
    const stem = fileName.endsWith(this.#ending) ? fileName.slice(0, -this.#ending.length) : '';
    return /^[\da-f]{64}$/.test(stem) ? stem : undefined;
  }
}

const staleDraftMs = 3_600_000;

/** Drafts of other processes that share the folder are young. */
async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > staleDraftMs;
}
