/**
 * Decode speed of the llama.cpp engine against plain node-llama-cpp: the same model, context, threads and prompts, in
 * one run, round about. Both run with UV_THREADPOOL_SIZE=1 where they decode.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { median } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import type { FromWorker, RoundRequest, WorkerOptions } from './worker-messages.ts';

const usage = `Usage: npm run benchmark:engine -- --model FILE.gguf [--streams 1,4,8] [--threads 1,2] [--rounds 5] [--tokens 96]`;
const values = programArguments(usage, {
  model: { type: 'string' },
  streams: { type: 'string', default: '1,4,8' },
  threads: { type: 'string', default: '1,2' },
  rounds: { type: 'string' },
  tokens: { type: 'string' },
});
if (values.model === undefined) throw new Error(usage);
const rounds = wholeNumber('rounds', values.rounds, 5);
const tokens = wholeNumber('tokens', values.tokens, 96);
const streamCounts = values.streams.split(',').map(Number);

console.log(`${machineDescription()}; ${rounds} rounds of ${tokens} tokens\n`);
const rows: (string | number)[][] = [];
for (const threads of values.threads.split(',').map(Number)) {
  const options = { modelPath: values.model, contextSize: 1024, threads, flashAttention: true, streams: streamCounts };
  const plain = await start('plain-worker.ts', options);
  const tuneloop = await start('tuneloop-worker.ts', options);
  for (const streams of streamCounts) {
    const speeds = { plain: [] as number[], tuneloop: [] as number[] };
    await round(plain, { streams, tokens: 24 });
    await round(tuneloop, { streams, tokens: 24 });
    for (let i = 0; i < rounds; i++) {
      // Who goes first takes turns, so that a drift of the machine hits both alike.
      const order = i % 2 === 0 ? (['plain', 'tuneloop'] as const) : (['tuneloop', 'plain'] as const);
      for (const name of order) {
        speeds[name].push(await round(name === 'plain' ? plain : tuneloop, { streams, tokens }));
      }
    }
    const ratios = speeds.tuneloop.map((speed, i) => speed / speeds.plain[i]!);
    rows.push([threads, streams, median(speeds.plain), median(speeds.tuneloop), median(ratios)]);
    console.error(`${threads} threads, ${streams} streams: ratios ${ratios.map((r) => r.toFixed(3)).join(' ')}`);
  }
  plain.disconnect();
  tuneloop.disconnect();
  await Promise.all([once(plain, 'exit'), once(tuneloop, 'exit')]);
}
console.log(
  markdownTable(
    ['threads', 'streams', 'node-llama-cpp tokens/s', 'Tuneloop tokens/s', 'ratio (median of rounds)'],
    rows,
  ),
);

async function start(module: string, options: WorkerOptions): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), [JSON.stringify(options)], {
    execArgv: ['--conditions=@tuneloop/source'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  await message(child, 'ready');
  return child;
}

async function round(child: ChildProcess, request: RoundRequest): Promise<number> {
  child.send(request);
  return (await message(child, 'result')).tokensPerSecond;
}

async function message<T extends FromWorker['type']>(
  child: ChildProcess,
  type: T,
): Promise<Extract<FromWorker, { type: T }>> {
  const [received] = (await once(child, 'message')) as [FromWorker];
  if (received.type !== type) throw new Error(`expected ${type}, got ${received.type}`);
  return received as Extract<FromWorker, { type: T }>;
}
