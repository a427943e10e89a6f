import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { FuzzServerMessage, FuzzServerOptions, FuzzServerReport } from './server-messages.ts';

export interface FuzzServer {
  url: string;
  /** What must not happen: rejections that nobody handled, and attempts to reach another machine. */
  defects: readonly string[];
  isAlive: () => boolean;
  /** How it is once what runs has had a moment to end. */
  report: () => Promise<FuzzServerReport>;
  /** Ends it; everything that it logged. */
  close: () => Promise<string>;
}

/** Starts the server under test in a process of its own, which may reach loopback alone and finds no programs to run. */
export async function startFuzzServer(options: FuzzServerOptions): Promise<FuzzServer> {
  await mkdir(options.folder, { recursive: true });
  const logFile = join(options.folder, 'server.log');
  const child = fork(join(import.meta.dirname, 'server-process.ts'), [JSON.stringify(options)], {
    cwd: options.folder,
    execArgv: ['--conditions=@tuneloop/source', '--expose-gc', '--trace-warnings'],
    env: { HOME: options.folder, PATH: options.folder, TMPDIR: options.folder },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const log = createWriteStream(logFile);
  child.stderr!.pipe(log);
  const defects: string[] = [];
  const wait = <T extends FuzzServerMessage['type']>(type: T): Promise<Extract<FuzzServerMessage, { type: T }>> =>
    new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error(`The server under test has ended; ${logFile} may say why.`));
      const onMessage = (message: FuzzServerMessage): void => {
        if (message.type !== type) return;
        child.off('message', onMessage);
        child.off('exit', onExit);
        resolve(message as Extract<FuzzServerMessage, { type: T }>);
      };
      child.on('message', onMessage);
      child.once('exit', onExit);
    });
  child.on('message', (message: FuzzServerMessage) => {
    if (message.type === 'outbound') defects.push(`tried a ${message.what}\n${message.stack}`);
    if (message.type === 'defect') defects.push(`${message.event}: ${message.stack}`);
  });
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  const { url } = await wait('listening');
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    url,
    defects,
    isAlive,
    async report() {
      const answer = wait('report');
      child.send('report');
      return (await answer).report;
    },
    async close() {
      if (isAlive()) {
        const exited = once(child, 'exit');
        child.send('close');
        const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await exited;
        clearTimeout(killer);
      }
      process.off('exit', onExit);
      return readFile(logFile, 'utf8');
    },
  };
}
