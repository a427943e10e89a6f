import { constants, type BigIntStats, type Dirent } from 'node:fs';
import { lstat, open, opendir, readlink, type FileHandle } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { confirmFolder } from './confirm-folder.ts';
import { unlessMissing } from './file-failure.ts';
import { shown } from './judge-path.ts';
import { pathRulesOf, type PathPlatform } from './platform.ts';

/** Linux's flag for a handle that only stands for a place, which needs no right to read it. Node does not name it. */
const O_PATH = 0o10000000;

/**
 * A folder that stays the same one whatever happens to its path: on Linux an open handle, and names are looked up in that
 * (`/proc/self/fd/N/name`). Elsewhere the path is confirmed again before each use, which leaves a moment between the
 * two: best effort. No name in it that is a link is ever followed.
 */
export class GuardedFolder implements AsyncDisposable {
  /** Without links. */
  readonly path: string;
  readonly #platform: PathPlatform;
  readonly #handle: FileHandle | undefined;
  readonly #identity: BigIntStats;

  private constructor(path: string, platform: PathPlatform, identity: BigIntStats, handle?: FileHandle) {
    this.path = path;
    this.#platform = platform;
    this.#handle = handle;
    this.#identity = identity;
  }

  /**
   * @param path without links, and judged.
   *
   * Errors: `TOOL_DENIED` when the path leads elsewhere by now; those of the system.
   */
  static async open(path: string, platform: PathPlatform): Promise<GuardedFolder> {
    if (!hasHandles(platform)) return new GuardedFolder(path, platform, await confirmFolder(path));
    const handle = await open(path, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      // The last name cannot have been a link, but those above it can have become one since the path was judged.
      if ((await pathOfHandle(handle)) !== path) throw moved(path);
      return new GuardedFolder(path, platform, await handle.stat({ bigint: true }), handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** A folder in this one. Errors: those of the system; a link is `ENOTDIR` or `ELOOP`. */
  async folder(name: string): Promise<GuardedFolder> {
    const path = this.pathOf(name);
    const place = await this.at(name);
    if (this.#handle === undefined) return GuardedFolder.open(path, this.#platform);
    const handle = await open(place, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      return new GuardedFolder(path, this.#platform, await handle.stat({ bigint: true }), handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** What to call a name in this folder by, for the next operation on it and no other. */
  async at(name: string): Promise<string> {
    this.pathOf(name);
    return this.#place(name);
  }

  /** For messages and results. */
  pathOf(name: string): string {
    const { basename, join } = pathRulesOf(this.#platform);
    if (name === '' || name === '.' || name === '..' || basename(name) !== name) {
      throw new TuneloopError('INTERNAL', `${shown(name)} is not the name of something in a folder.`);
    }
    return join(this.path, name);
  }

  /** Of the name itself, were it a link; undefined when there is nothing. */
  async stat(name: string): Promise<BigIntStats | undefined> {
    return unlessMissing(lstat(await this.at(name), { bigint: true }));
  }

  /** Of the folder itself. */
  async ownStat(): Promise<BigIntStats> {
    return this.#handle === undefined
      ? lstat(await this.#place('.'), { bigint: true })
      : this.#handle.stat({ bigint: true });
  }

  /** In no order. */
  async *entries(): AsyncGenerator<Dirent> {
    yield* await opendir(await this.#place('.'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close();
  }

  async #place(name: string): Promise<string> {
    if (this.#handle !== undefined) return `/proc/self/fd/${this.#handle.fd}/${name}`;
    const { dev, ino } = await confirmFolder(this.path);
    if (dev !== this.#identity.dev || ino !== this.#identity.ino) throw moved(this.path);
    return name === '.' ? this.path : this.pathOf(name);
  }
}

function hasHandles(platform: PathPlatform): boolean {
  return platform === 'linux' && process.platform === 'linux';
}

async function pathOfHandle({ fd }: FileHandle): Promise<string> {
  try {
    return await readlink(`/proc/self/fd/${fd}`);
  } catch (error) {
    const message = 'The file tools need /proc, which is not mounted here.';
    throw new TuneloopError('UNSUPPORTED', message, { cause: error });
  }
}

function moved(path: string): TuneloopError {
  return new TuneloopError('TOOL_DENIED', `${shown(path)} was changed while it was being opened. Try again.`);
}
