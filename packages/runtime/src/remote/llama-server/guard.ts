import { spawn } from 'node:child_process';

/*
 * Runs a program for as long as the process lives that forked this one: when that is gone, however it went, the channel
 * to it closes and the program is ended. The program gets a process group of its own, so that a Ctrl-C in the terminal
 * does not reach it while requests are still being answered.
 */

const endMs = 3000;
const [executable = '', ...parameters] = process.argv.slice(2);

const child = spawn(executable, parameters, {
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: true,
  windowsHide: true,
});
child.on('error', (error) => {
  process.stderr.write(`${executable} could not be started: ${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  const leave = (): never => process.exit(code ?? 1);
  if (signal === null || !process.connected) leave();
  else process.send?.({ signal }, leave);
});
process.send?.({ processId: child.pid });

const end = (): void => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), endMs).unref();
};
process.on('disconnect', end);
process.on('SIGTERM', end);
process.on('SIGHUP', end);
process.on('SIGINT', () => undefined);
// Nobody reads what the program writes any more: that is no reason to leave it behind.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
