/** From starting the server's process to being ready, and from there to the first token of the first answer. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { programArguments, wholeNumber } from './arguments.ts';
import { measuredChat } from './load/request.ts';
import { freePort } from '../packages/runtime/src/remote/llama-server/free-port.ts';
import { startProcess, stopProcess, untilReady } from './load/server-process.ts';
import { machineDescription } from './machine.ts';
import { median } from './statistics.ts';
import { markdownTable } from './table.ts';

const usage = `Usage: npm run benchmark:start-up -- [--rounds 5] [--llama-server FILE --model FILE.gguf]

Starts the server (as installed, the model on disk already) and, when given, llama-server, round about.`;
const values = programArguments(usage, {
  rounds: { type: 'string' },
  'llama-server': { type: 'string' },
  model: { type: 'string' },
});
const rounds = wholeNumber('rounds', values.rounds, 5);

interface Peer {
  name: string;
  readyPath: string;
  start(port: number): ChildProcess;
}

const server = fileURLToPath(new URL('../apps/server/src/main.ts', import.meta.url));
const peers: Peer[] = [
  {
    name: 'Tuneloop',
    readyPath: '/health/ready',
    start: (port) =>
      startProcess(process.execPath, ['--conditions=@tuneloop/source', server], {
        PORT: String(port),
        ...(values.model !== undefined && { MODEL_PATH: values.model }),
      }),
  },
];
const llamaServer = values['llama-server'];
if (llamaServer !== undefined && values.model !== undefined) {
  const { model } = values;
  peers.push({
    name: 'llama-server',
    readyPath: '/health',
    start: (port) => startProcess(llamaServer, ['-m', model, '--port', String(port), '-np', '4']),
  });
}

const figures = new Map(peers.map(({ name }) => [name, { ready: [] as number[], first: [] as number[] }]));
for (let round = 0; round < rounds; round++) {
  for (const peer of round % 2 === 0 ? peers : peers.toReversed()) {
    const port = await freePort();
    const startedAt = performance.now();
    const child = peer.start(port);
    await untilReady(`http://127.0.0.1:${port}${peer.readyPath}`, child);
    figures.get(peer.name)!.ready.push(performance.now() - startedAt);
    const { timeToFirstToken } = await measuredChat({
      baseUrl: `http://127.0.0.1:${port}/v1`,
      model: 'default',
      apiKey: process.env['API_KEY'],
      system: 'You are helpful.',
      question: 'Say hello.',
      maxTokens: 8,
    });
    figures.get(peer.name)!.first.push(timeToFirstToken);
    await stopProcess(child);
  }
}
console.log(`${machineDescription()}; ${rounds} rounds\n`);
console.log(
  markdownTable(
    ['server', 'ready after ms (median)', 'worst', 'first token of the first request ms (median)'],
    peers.map(({ name }) => {
      const { ready: times, first } = figures.get(name)!;
      return [name, median(times), Math.max(...times), median(first)];
    }),
  ),
);
