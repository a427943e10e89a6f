/** What recording adds to a request, as its client sees it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { percentile } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import { bootstrap, intervalText } from './bootstrap.ts';
import { conversation, timedRequest } from './timed-request.ts';

const usage = `Usage: npm run benchmark:recording -- [--rounds 100] [--requests 20] [--messages 8] [--tokens-per-second 0]

Servers of one kind each, asked in turn; the scripted engine answers as fast as it is read, or at --tokens-per-second.`;
const values = programArguments(usage, {
  rounds: { type: 'string' },
  requests: { type: 'string' },
  messages: { type: 'string' },
  'tokens-per-second': { type: 'string' },
});
const rounds = wholeNumber('rounds', values.rounds, 100);
const requests = wholeNumber('requests', values.requests, 20);
const messages = wholeNumber('messages', values.messages, 8);
const tokensPerSecond = wholeNumber('tokens-per-second', values['tokens-per-second'], 0, 0);

const kinds = [
  { name: 'off', privacy: 'off', redact: 'off' },
  // The same again: what the machine alone makes of it.
  { name: 'off, again', privacy: 'off', redact: 'off' },
  { name: 'metadata', privacy: 'metadata', redact: 'off' },
  { name: 'full', privacy: 'full', redact: 'off' },
  { name: 'full, redacted', privacy: 'full', redact: 'pii' },
] as const;

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-benchmark-'));
const program = fileURLToPath(new URL('scripted-server.ts', import.meta.url));
const children: ChildProcess[] = [];
const urls: string[] = [];
for (const [index, { privacy, redact }] of kinds.entries()) {
  const data = await mkdtemp(join(folder, `${index}-`));
  const child = fork(program, [data, privacy, redact, String(tokensPerSecond)], {
    execArgv: ['--conditions=@tuneloop/source'],
  });
  children.push(child);
  urls.push(String((await once(child, 'message'))[0]));
}

let number = 0;
const ask = async (kind: number, count: number): Promise<number[]> => {
  const times: number[] = [];
  for (let request = 0; request < count; request++) {
    times.push(await timedRequest(urls[kind]!, conversation(number++, messages)));
  }
  return times;
};
for (const kind of kinds.keys()) await ask(kind, 100);

/** Times of each round, by kind. */
const measured: number[][][] = [];
for (let round = 0; round < rounds; round++) {
  const times: number[][] = [];
  for (let turn = 0; turn < kinds.length; turn++) {
    const kind = (turn + round) % kinds.length;
    times[kind] = await ask(kind, requests);
  }
  measured.push(times);
}
for (const child of children) child.disconnect();
await Promise.all(children.map((child) => once(child, 'exit')));
await rm(folder, { recursive: true, force: true });

const of = (sample: readonly number[][][], kind: number, share: number): number =>
  percentile(
    sample.flatMap((times) => times[kind]!),
    share,
  );
const rows = kinds.map(({ name }, kind) => {
  const p50 = bootstrap(measured, (sample) => of(sample, kind, 0.5) / of(sample, 0, 0.5));
  const p99 = bootstrap(measured, (sample) => of(sample, kind, 0.99) - of(sample, 0, 0.99));
  return [name, of(measured, kind, 0.5), of(measured, kind, 0.99), intervalText(p50), intervalText(p99)];
});
console.log(`\n${machineDescription()}; ${rounds} rounds of ${requests} requests with ${messages} messages each\n`);
console.log(markdownTable(['recording', 'p50 ms', 'p99 ms', 'p50 / off (95 %)', 'p99 − off, ms (95 %)'], rows));
