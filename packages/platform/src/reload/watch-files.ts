import { unwatchFile, watchFile, type Stats } from 'node:fs';

/** How often the files are looked at, in ms. */
const intervalMs = 500;
/** An editor that is saving has done so by then. */
const settleMs = 200;

/**
 * Calls `onChange` when one of `files` was written, replaced, made or removed, and then left alone for 200 ms. The files
 * are looked at, in place of asking the system for events: these do not come through links that are moved (Kubernetes),
 * mounted files (Docker) and network drives, and half a dozen looks a second cost nothing.
 */
export function watchFiles(files: readonly string[], onChange: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
    timer.unref();
  };
  const onStat = (now: Stats, before: Stats): void => {
    // What is not there is told of once at the beginning, though nothing has changed.
    if (now.ino !== 0 || before.ino !== 0) settle();
  };
  for (const file of files) watchFile(file, { interval: intervalMs, persistent: false }, onStat);
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      for (const file of files) unwatchFile(file, onStat);
    },
  };
}
