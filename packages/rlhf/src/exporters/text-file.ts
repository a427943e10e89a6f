import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { linesOf, textOfFile } from './read-lines.ts';

const bufferCharacters = 64 * 1024;

/**
 * Text that grows on disk under a temporary name; it is gone unless it gets its own. Only its owner can read it. Errors are
 * those of the file system.
 */
export class TextFile implements AsyncDisposable {
  readonly #path: string;
  readonly #handle: FileHandle;
  #buffer = '';
  #open = true;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Beside `target`. */
  static async create(target: string): Promise<TextFile> {
    const path = join(dirname(target), `.${basename(target)}.${randomUUID().slice(0, 8)}.partial`);
    return new TextFile(path, await open(path, 'wx', 0o600));
  }

  /** Resolves when more may come. */
  write(text: string): Promise<void> | undefined {
    this.#buffer += text;
    return this.#buffer.length < bufferCharacters ? undefined : this.flush();
  }

  async flush(): Promise<void> {
    const content = this.#buffer;
    this.#buffer = '';
    if (content !== '') await this.#handle.writeFile(content);
  }

  /** What was written so far. */
  async *lines(): AsyncGenerator<string> {
    await this.flush();
    yield* linesOf(textOfFile(this.#path));
  }

  async rename(target: string): Promise<void> {
    await this.flush();
    await this.#handle.sync();
    await this.#close();
    await rename(this.#path, target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await rm(this.#path, { force: true });
  }

  async #close(): Promise<void> {
    if (this.#open) await this.#handle.close();
    this.#open = false;
  }
}
