import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TuneloopError } from '@tuneloop/protocol';
import type { ConnectionHandlers, OpenTransport, Transport } from './connection.ts';
import type { FromChild } from './messages.ts';

const fromSource = extname(import.meta.url) === '.ts';

const execArgv: string[] = fromSource ? ['--conditions=@tuneloop/source'] : [];

export interface ChildOptions {
  /** Of this package; `<engine>/child` is the export, `<engine>/child/main.ts` its source. */
  engine: 'llama-cpp' | 'onnx';
  /** Beside the parent's variables, which the child gets all of. */
  environment: Readonly<Record<string, string>>;
  /** Where the parent has none of that name. */
  defaultEnvironment?: Readonly<Record<string, string>>;
}

/** A core in a process of its own: a native crash costs only its requests, and libuv's pool is set up for it. */
export function childTransport({ engine, environment, defaultEnvironment }: ChildOptions): OpenTransport {
  const module = childModule(engine);
  return (handlers) => openChild(module, { ...defaultEnvironment, ...process.env, ...environment }, handlers);
}

/** How Node is to read the child's module. Once built, bundling may have moved this code: ask for it by name. */
function childModule(engine: ChildOptions['engine']): string {
  return fromSource
    ? fileURLToPath(new URL(`../../${engine}/child/main.ts`, import.meta.url))
    : fileURLToPath(import.meta.resolve(`@tuneloop/runtime/${engine}/child`));
}

function openChild(module: string, env: NodeJS.ProcessEnv, handlers: ConnectionHandlers): Transport {
  const child = fork(module, {
    execArgv,
    serialization: 'advanced',
    env,
    // Standard output and error belong to whoever embeds this.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let wanted = false;
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-2000)));
  child.on('message', (message) => handlers.message(message as FromChild));
  child.on('error', (error) => handlers.closed(processGone('could not be started', error)));
  child.on('exit', (code, signal) => {
    const how = signal === null ? `exited with code ${code}` : `was killed by ${signal}`;
    if (!wanted) handlers.closed(processGone(how, new Error(lastWords)));
  });
  return {
    processId: child.pid,
    // Sending to a process that is just dying must not throw: its exit is what gets reported.
    send: (message) => void child.send(message, () => undefined),
    terminate() {
      wanted = true;
      child.kill('SIGKILL');
    },
  };
}

function processGone(what: string, cause: Error): TuneloopError {
  return new TuneloopError('INTERNAL', `The engine's process ${what}. Try the request again.`, {
    retryable: true,
    cause,
  });
}
