import { stat } from 'node:fs/promises';
import { FSWatcher } from 'chokidar';

/** Where the system tells nothing (file servers, links whose target changes, folders that come later), a look does. */
const lookEveryMs = 1000;

/** Calls `onSignal` whenever something may have changed in or below folders, which may come and go themselves. */
export class FolderSignals implements AsyncDisposable {
  readonly #watcher: FSWatcher;
  readonly #timer: NodeJS.Timeout;
  /** What stands at each path now: a folder that was replaced must be watched anew. */
  readonly #identities = new Map<string, string>();
  readonly #onSignal: () => void;

  /** @param depth levels of folders below the given ones. */
  constructor(folders: ReadonlySet<string>, depth: number, onSignal: () => void) {
    this.#onSignal = onSignal;
    this.#watcher = new FSWatcher({ depth, ignoreInitial: true, ignorePermissionErrors: true, atomic: false });
    // Only the raw signals come for each of several changes within 50 ms.
    this.#watcher.on('all', onSignal).on('raw', onSignal).on('error', onSignal);
    this.#watcher.add([...folders]);
    this.#timer = setInterval(() => void this.#look(folders), lookEveryMs).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#watcher.close();
  }

  async #look(folders: ReadonlySet<string>): Promise<void> {
    for (const folder of folders) {
      const found = await stat(folder).catch(() => undefined);
      const identity = found === undefined ? 'none' : `${found.dev} ${found.ino}`;
      const before = this.#identities.get(folder);
      this.#identities.set(folder, identity);
      if (before === undefined || before === identity || found === undefined || this.#watcher.closed) continue;
      this.#watcher.unwatch(folder);
      this.#watcher.add(folder);
    }
    this.#onSignal();
  }
}
