import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Sends a signal to a program that was started `detached`, and to all that it started; does nothing when they are gone.
 * On Windows, which has no groups, the tree is ended whatever the signal.
 */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => undefined,
    );
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in it.
  }
}
