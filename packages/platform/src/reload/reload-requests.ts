import { closeSync, openSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Reloader } from './reloader.ts';
import { watchFiles } from './watch-files.ts';

/** Whether the terminal that started this process is still there. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Reloads at SIGHUP, and when a file that the configuration comes from has changed. A terminal that is closed sends
 * SIGHUP as well: then `onHangUp` is called, as the server would otherwise go on without anybody seeing it.
 */
export function reloadOnRequest(reloader: Reloader, onHangUp: () => void): Disposable {
  const startedAtTerminal = hasTerminal();
  let { files } = reloader.shown;
  let watching = watchFiles(files, () => void reload('file'));
  const reload = async (trigger: 'signal' | 'file'): Promise<void> => {
    await reloader.reload(trigger);
    // Who watches anew has not seen what changed meanwhile.
    if (isDeepStrictEqual(files, reloader.shown.files)) return;
    const before = watching;
    ({ files } = reloader.shown);
    watching = watchFiles(files, () => void reload('file'));
    before[Symbol.dispose]();
  };
  const onSignal = (): void => {
    if (startedAtTerminal && !hasTerminal()) onHangUp();
    else void reload('signal');
  };
  process.on('SIGHUP', onSignal);
  return {
    [Symbol.dispose]() {
      process.off('SIGHUP', onSignal);
      watching[Symbol.dispose]();
    },
  };
}
