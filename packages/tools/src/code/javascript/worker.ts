import { parentPort, workerData } from 'node:worker_threads';
import { appendOutput, createSharedOutput } from '../shared-output.ts';
import type { RunMessage, WorkerMessage, WorkerSettings } from '../worker-messages.ts';
import { createJavaScriptWorld } from './javascript-world.ts';

const settings = workerData as WorkerSettings;
const stdout = createSharedOutput(settings.maxOutputBytes);
const stderr = createSharedOutput(settings.maxOutputBytes);
const encoder = new TextEncoder();

const world = await createJavaScriptWorld(settings, (stream, text) => {
  appendOutput(stream === 1 ? stdout : stderr, encoder.encode(text));
});
// oxlint-disable-next-line require-post-message-target-origin -- a thread's port, not a window
const send = (message: WorkerMessage) => parentPort?.postMessage(message);
parentPort?.once('message', ({ code }: RunMessage) => send({ type: 'done', ending: world.run(code) }));
send({ type: 'ready', stdout, stderr });
