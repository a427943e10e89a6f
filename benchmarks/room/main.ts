/** What keys with limits, metrics, traces, logs and recording together cost a client, against a server without any of them. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { bootstrap, intervalText } from '../recording/bootstrap.ts';
import { conversation } from '../recording/timed-request.ts';
import { percentile } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import type { RoomServerSettings, StartedRoomServer } from './room-server.ts';
import { streamedRequest, type RequestTimes } from './streamed-request.ts';

const usage = `Usage: npm run benchmark:room -- [--rounds 60] [--requests 20] [--streams 4] [--model PATH]

Servers with everything on and with as little as can be, asked in turn by so many streams at a time; over the scripted engine,
which answers at once, or over --model (a path or a reference on the disk).`;
const values = programArguments(usage, {
  rounds: { type: 'string' },
  requests: { type: 'string' },
  streams: { type: 'string' },
  model: { type: 'string' },
});
const rounds = wholeNumber('rounds', values.rounds, 60);
const requests = wholeNumber('requests', values.requests, 20);
const streams = wholeNumber('streams', values.streams, 4);
const answerTokens = 32;

const kinds = [
  { name: 'nothing', everything: false },
  // The same again: what the machine alone makes of it.
  { name: 'nothing, again', everything: false },
  { name: 'everything', everything: true },
] as const;

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-benchmark-'));
const execArgv = ['--conditions=@tuneloop/source'];
const start = (name: string, ...args: string[]): ChildProcess =>
  fork(fileURLToPath(new URL(name, import.meta.url)), args, { execArgv });
const receiver = start('receiver-worker.ts');
const children = [receiver];
const receiverUrl = String((await once(receiver, 'message'))[0]);
const servers: StartedRoomServer[] = [];
for (const [index, { everything }] of kinds.entries()) {
  const settings: RoomServerSettings = {
    folder: await mkdtemp(join(folder, `${index}-`)),
    everything,
    model: values.model,
    slots: streams,
    receiver: receiverUrl,
  };
  const child = start('room-server.ts', JSON.stringify(settings));
  children.push(child);
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`The server ended with ${String(code)}.`)),
  );
  servers.push((await Promise.race([once(child, 'message'), ended]))[0] as StartedRoomServer);
  // Later it ends because it is told to.
  ended.catch(() => undefined);
}

let number = 0;
/** What one kind of server does with so many requests: their times, and how long all of them took. */
const ask = async (kind: number): Promise<{ times: RequestTimes[]; seconds: number }> => {
  const times: RequestTimes[] = [];
  let left = requests;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: streams }, async () => {
      while (left-- > 0) {
        const body = JSON.parse(conversation(number++, 2)) as Record<string, unknown>;
        delete body['model'];
        const asked = { ...body, max_tokens: answerTokens, stream_options: { include_usage: true } };
        times.push(await streamedRequest(servers[kind]!, JSON.stringify(asked)));
      }
    }),
  );
  return { times, seconds: (performance.now() - startedAt) / 1000 };
};
console.error('The servers are up; warming up.');
for (const kind of kinds.keys()) await ask(kind);
// As Prometheus does, only more often.
const scrapes = setInterval(() => {
  for (const { url, key } of servers) {
    if (key !== undefined)
      void fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } }).then((answer) => answer.text());
  }
}, 1000);

/** Of each round, by kind. */
const measured: { times: RequestTimes[]; seconds: number }[][] = [];
for (let round = 0; round < rounds; round++) {
  const results: { times: RequestTimes[]; seconds: number }[] = [];
  for (let turn = 0; turn < kinds.length; turn++) {
    const kind = (turn + round) % kinds.length;
    results[kind] = await ask(kind);
  }
  measured.push(results);
  if (process.stderr.isTTY || round % 10 === 0) console.error(`round ${round + 1} of ${rounds}`);
}
clearInterval(scrapes);
receiver.send('how much');
const [taken] = (await once(receiver, 'message')) as [{ traces: number; metrics: number; bytes: number }];
for (const child of children) child.disconnect();
await Promise.all(children.map((child) => once(child, 'exit')));
await rm(folder, { recursive: true, force: true });
if (taken.traces === 0 || taken.metrics === 0) throw new Error('The receiver got nothing: not everything was on.');

type Sample = readonly (typeof measured)[number][];
const first = (sample: Sample, kind: number, share: number): number =>
  percentile(
    sample.flatMap((results) => results[kind]!.times.map(({ firstMs }) => firstMs)),
    share,
  );
const throughput = (sample: Sample, kind: number): number => {
  const results = sample.map((round) => round[kind]!);
  const tokens = results.flatMap(({ times }) => times).reduce((sum, time) => sum + time.tokens, 0);
  return tokens / results.reduce((sum, { seconds }) => sum + seconds, 0);
};
const rows = kinds.map(({ name }, kind) => [
  name,
  first(measured, kind, 0.5),
  first(measured, kind, 0.95),
  throughput(measured, kind),
  intervalText(bootstrap(measured, (sample) => first(sample, kind, 0.5) / first(sample, 0, 0.5))),
  intervalText(bootstrap(measured, (sample) => throughput(sample, kind) / throughput(sample, 0))),
]);
console.log(
  `\n${machineDescription()}; ${values.model ?? 'scripted engine'}, ${streams} streams, ${rounds} rounds of ${requests} requests; the receiver took ${taken.traces} requests with traces and ${taken.metrics} with metrics, ${Math.round(taken.bytes / 1000)} kB\n`,
);
console.log(
  markdownTable(
    ['on', 'TTFT p50 ms', 'TTFT p95 ms', 'tokens/s', 'TTFT p50 / nothing (95 %)', 'tokens/s / nothing (95 %)'],
    rows,
  ),
);
