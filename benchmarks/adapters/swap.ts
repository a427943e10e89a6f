import { setTimeout as sleep } from 'node:timers/promises';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { percentile } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import { startAdapterServer } from './adapter-server.ts';
import { ask, liveVersion, type AdapterAnswer } from './ask.ts';

const usage = `Replaces an adapter's file again and again while streams run, over HTTP.

  --swaps N      replacements (default 20)
  --streams N    requests at the same time, half of them by the adapter's name (default 8)
  --threads N    of the engine (default 1)
  --model REF    by default the embedded one

Ends with 1 when a request failed or was answered by another adapter than it says.`;

const values = programArguments(usage, {
  swaps: { type: 'string' },
  streams: { type: 'string' },
  threads: { type: 'string' },
  model: { type: 'string' },
});
const swaps = wholeNumber('swaps', values.swaps, 20);
const streams = wholeNumber('streams', values.streams, 8);
const threads = wholeNumber('threads', values.threads, 1);

/** How often it is asked whether the new version is live. */
const pollMs = 5;
const name = 'style';

await using server = await startAdapterServer({
  threads,
  model: values.model,
  // One more for the request that proves each swap.
  slots: streams + 1,
  contextSize: 256,
});
const { base, baseUrl } = server;
const model = `${base}:${name}`;

/** How much two texts have in common from their start; near ties let greedy texts part in a full batch. */
function commonLength(left: string, right: string): number {
  const limit = Math.min(left.length, right.length);
  for (let place = 0; place < limit; place += 1) if (left[place] !== right[place]) return place;
  return limit;
}

/** What each version says when it is alone; the first is that of the base. */
const texts: string[] = [(await ask(baseUrl, base, 16)).text];

/** Whether the text is rather that of the version which the answer names than that of any other. */
function isProven({ model: answered, text }: AdapterAnswer): boolean {
  const version = answered === base ? 0 : Number(answered.slice(answered.lastIndexOf('@') + 1));
  const common = texts.map((known) => commonLength(known, text));
  return common[version] === Math.max(...common);
}

async function untilLive(version: number): Promise<number> {
  const deadline = performance.now() + 30_000;
  while ((await liveVersion(baseUrl, name)) !== version) {
    if (performance.now() > deadline) throw new Error(`version ${version} did not become live`);
    await sleep(pollMs);
  }
  return performance.now();
}

// Each seed's text, taken in peace. These versions are the first ones of the name.
for (let seed = 1; seed <= swaps; seed += 1) {
  await server.drop(name, seed);
  await untilLive(seed);
  texts.push((await ask(baseUrl, model, 16)).text);
}
if (new Set(texts).size !== texts.length) throw new Error('two adapters say the same; the texts would prove nothing');
// The same contents come again as further versions.
for (let seed = 1; seed <= swaps; seed += 1) texts.push(texts[seed]!);

const ending = new AbortController();
const failures: string[] = [];
const unproven: AdapterAnswer[] = [];
let answers = 0;

async function count(asked: string): Promise<void> {
  try {
    const answer = await ask(baseUrl, asked, 16);
    answers += 1;
    if (!isProven(answer)) unproven.push(answer);
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
}

const load = Array.from({ length: streams }, async (_, index) => {
  while (!ending.signal.aborted) await count(index % 2 === 0 ? base : model);
});
await sleep(1000);

const fileToLive: number[] = [];
const fileToAnswer: number[] = [];
for (let swap = 1; swap <= swaps; swap += 1) {
  const droppedAt = await server.drop(name, swap);
  const liveAt = await untilLive(swaps + swap);
  const proof = await ask(baseUrl, model, 16);
  fileToLive.push(liveAt - droppedAt);
  fileToAnswer.push(performance.now() - droppedAt);
  if (proof.model !== `${model}@${swaps + swap}` || !isProven(proof)) unproven.push(proof);
  await sleep(200);
}
ending.abort();
await Promise.all(load);

console.log(`${machineDescription()}\n${streams} streams, ${swaps} swaps, ${threads} threads\n`);
console.log(
  markdownTable(
    ['', 'p50 ms', 'p95 ms', 'worst ms'],
    [
      ['file in place to live', ...[0.5, 0.95, 1].map((share) => percentile(fileToLive, share))],
      [
        'file in place to a whole answer of 16 tokens',
        ...[0.5, 0.95, 1].map((share) => percentile(fileToAnswer, share)),
      ],
    ],
  ),
);
console.log(`\n${answers} answers, ${failures.length} failed, ${unproven.length} by another adapter than they say`);
for (const failure of new Set(failures)) console.log(`- ${failure}`);
for (const { model: answered, text } of unproven) console.log(`- ${answered}: ${JSON.stringify(text)}`);
if (failures.length > 0 || unproven.length > 0) process.exitCode = 1;
