import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TuneloopError } from '@tuneloop/protocol';
import type { ConnectionHandlers, OpenTransport, Transport } from './connection.ts';
import type { FromChild } from './messages.ts';

const fromSource = extname(import.meta.url) === '.ts';

/** The child's module, and how Node is to read it. Once built, bundling may have moved this code: ask for it by name. */
const childModule: string = fromSource
  ? fileURLToPath(new URL('../child/main.ts', import.meta.url))
  : fileURLToPath(import.meta.resolve('@tuneloop/runtime/llama-cpp/child'));
const execArgv: string[] = fromSource ? ['--conditions=@tuneloop/source'] : [];

/**
 * A core in a process of its own: a native crash costs only its requests, and libuv's pool is set up for it. It sees the
 * NVIDIA GPUs of these numbers; all without them.
 */
export function childTransport(gpus: readonly number[] | undefined): OpenTransport {
  return (handlers) => openChild(handlers, gpus);
}

function openChild(handlers: ConnectionHandlers, gpus: readonly number[] | undefined): Transport {
  const child = fork(childModule, {
    execArgv,
    serialization: 'advanced',
    // The binding decodes on libuv's pool, and ggml's threads collapse when a second task of the pool competes.
    env: { ...process.env, UV_THREADPOOL_SIZE: '1', ...visibleGpus(gpus) },
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

/** CUDA counts GPUs by their speed unless told otherwise; `nvidia-smi` by their place on the bus. */
function visibleGpus(gpus: readonly number[] | undefined): Record<string, string> {
  return gpus === undefined ? {} : { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: gpus.join(',') };
}

function processGone(what: string, cause: Error): TuneloopError {
  return new TuneloopError('INTERNAL', `The engine's process ${what}. Try the request again.`, {
    retryable: true,
    cause,
  });
}
