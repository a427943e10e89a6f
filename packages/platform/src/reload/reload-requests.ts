import { closeSync, openSync } from 'node:fs';
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
  let watching = watchFiles(reloader.shown.files, () => void reload('file'));
  const reload = async (trigger: 'signal' | 'file'): Promise<void> => {
    await reloader.reload(trigger);
    watching[Symbol.dispose]();
    watching = watchFiles(reloader.shown.files, () => void reload('file'));
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
