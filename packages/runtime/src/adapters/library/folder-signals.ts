import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Where the system tells nothing (file servers, links whose target changes, folders that come later), a look does. */
const lookEveryMs = 1000;

interface Watched {
  /** What stood at the path: a folder that was replaced must be watched anew. */
  identity: string;
  watcher: FSWatcher;
}

/** Calls `onSignal` whenever something may have changed in or below folders, which may come and go themselves. */
export class FolderSignals implements Disposable {
  readonly #folders: ReadonlySet<string>;
  readonly #onSignal: () => void;
  readonly #watched = new Map<string, Watched>();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<unknown> | undefined;
  #isDisposed = false;

  constructor(folders: ReadonlySet<string>, onSignal: () => void) {
    this.#folders = folders;
    this.#onSignal = onSignal;
    void this.#look();
    this.#timer = setInterval(() => void this.#look().then(onSignal), lookEveryMs).unref();
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    clearInterval(this.#timer);
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  /** One at a time: a file server that hangs must not be asked ever more. */
  async #look(): Promise<void> {
    this.#looking ??= Promise.all([...this.#folders].map((folder) => this.#watch(folder))).finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #watch(folder: string): Promise<void> {
    const found = await stat(folder).catch(() => undefined);
    const identity = found?.isDirectory() ? `${found.dev} ${found.ino}` : undefined;
    const before = this.#watched.get(folder);
    if (this.#isDisposed || before?.identity === identity) return;
    this.#forget(folder, before?.watcher);
    if (identity === undefined) return;
    try {
      const watcher = watch(folder, this.#onSignal);
      this.#watched.set(folder, { identity, watcher });
      // The next look tries again.
      watcher.on('error', () => this.#forget(folder, watcher));
    } catch {
      // Gone again, or there are no more watches to be had: the look is what is left.
    }
  }

  #forget(folder: string, watcher: FSWatcher | undefined): void {
    watcher?.close();
    if (this.#watched.get(folder)?.watcher === watcher) this.#watched.delete(folder);
  }
}
