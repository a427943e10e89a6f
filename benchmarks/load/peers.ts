/**
 * Our server, llama-server and plain node-llama-cpp under the same load in one run: the same model, threads, slots and
 * context, round about. llama-server's other settings are its defaults, which are its best here.
 */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { interleave, interleavedReport, type LoadedServer } from './interleave.ts';
import { freePort } from '../../packages/runtime/src/remote/llama-server/free-port.ts';
import { startProcess, stopProcess, untilReady } from './server-process.ts';

const usage = `Usage: LLAMA_SERVER_PATH=FILE npm run benchmark:peers -- --model FILE.gguf
  --threads N          (2)
  --slots N            requests decoded at the same time (16)
  --context N          tokens of a slot (1024)
  --streams N,N        (1,4,8,16)
  --rounds N           (3)
  --requests N         of each round (16)
  --prompt-tokens N    length of each prompt, about (600)
  --shared-tokens N    of these, the first ones that all prompts share (500)
  --max-tokens N       output tokens (128)

Without LLAMA_SERVER_PATH there is no llama-server in the table.`;
const values = programArguments(usage, {
  model: { type: 'string' },
  threads: { type: 'string' },
  slots: { type: 'string' },
  context: { type: 'string' },
  streams: { type: 'string', default: '1,4,8,16' },
  rounds: { type: 'string' },
  requests: { type: 'string' },
  'prompt-tokens': { type: 'string' },
  'shared-tokens': { type: 'string' },
  'max-tokens': { type: 'string' },
});
if (values.model === undefined) {
  console.error(usage);
  process.exit(2);
}
const modelPath = values.model;
const threads = wholeNumber('threads', values.threads, 2);
const slots = wholeNumber('slots', values.slots, 16);
const contextSize = wholeNumber('context', values.context, 1024);
const rounds = wholeNumber('rounds', values.rounds, 3);
const source = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

interface Peer {
  name: string;
  readyPath: string;
  start(port: number): ChildProcess;
}

const peers: Peer[] = [
  {
    name: 'Tuneloop',
    readyPath: '/health/ready',
    start: (port) =>
      startProcess(process.execPath, ['--conditions=@tuneloop/source', source('../../apps/server/src/main.ts')], {
        PORT: String(port),
        MODEL_PATH: modelPath,
        N_THREADS: String(threads),
        N_CTX: String(contextSize),
        TUNELOOP_SLOTS: String(slots),
      }),
  },
];
const llamaServer = process.env['LLAMA_SERVER_PATH'];
if (llamaServer !== undefined) {
  const context = String(contextSize * slots);
  const settings = ['-m', modelPath, '-t', String(threads), '-np', String(slots), '-c', context];
  peers.push({
    name: 'llama-server',
    readyPath: '/health',
    start: (port) => startProcess(llamaServer, [...settings, '--port', String(port)]),
  });
}
peers.push({
  name: 'node-llama-cpp',
  readyPath: '/',
  start: (port) =>
    startProcess(
      process.execPath,
      [source('plain-server.ts'), JSON.stringify({ modelPath, port, slots, contextSize, threads })],
      { UV_THREADPOOL_SIZE: '1' },
    ),
});

const children: ChildProcess[] = [];
try {
  const servers: LoadedServer[] = [];
  for (const { name, readyPath, start } of peers) {
    const port = await freePort();
    const child = start(port);
    children.push(child);
    await untilReady(`http://127.0.0.1:${port}${readyPath}`, child);
    servers.push({ name, baseUrl: `http://127.0.0.1:${port}/v1`, processIds: [] });
  }
  console.log(`${machineDescription()}; ${threads} threads, ${slots} slots of ${contextSize}, ${rounds} rounds\n`);
  for (const streams of values.streams.split(',').map(Number)) {
    const figures = await interleave(servers, {
      rounds,
      model: 'default',
      streams,
      requests: Math.max(streams, wholeNumber('requests', values.requests, 16)),
      promptTokens: wholeNumber('prompt-tokens', values['prompt-tokens'], 600),
      sharedTokens: wholeNumber('shared-tokens', values['shared-tokens'], 500, 0),
      maxTokens: wholeNumber('max-tokens', values['max-tokens'], 128),
    });
    console.log(`${streams} streams (the round in the middle)\n\n${interleavedReport(servers, figures)}\n`);
    const errors = new Set(figures.flat().flatMap((row) => row.errors));
    for (const error of errors) console.error(`error: ${error}`);
    if (errors.size > 0) process.exitCode = 1;
  }
} finally {
  await Promise.all(children.map(stopProcess));
}
