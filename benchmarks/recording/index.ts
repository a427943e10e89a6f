/** How fast a log is written, read into a new index, and read back. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interaction } from '@tuneloop/protocol';
import { openInteractionLog } from '@tuneloop/rlhf';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { markdownTable } from '../table.ts';
import { conversation } from './timed-request.ts';

const usage = `Usage: npm run benchmark:log -- [--interactions 100000] [--messages 2]

Every tenth interaction is rated.`;
const values = programArguments(usage, { interactions: { type: 'string' }, messages: { type: 'string' } });
const count = wholeNumber('interactions', values.interactions, 100_000);
const messages = wholeNumber('messages', values.messages, 2);

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-benchmark-'));
const log = openInteractionLog({ folder });
let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100);

let appendMs = 0;
for (let number = 0; number < count; number++) {
  const record = { version: 1, type: 'interaction', interaction: interaction(number) } as const;
  const startedAt = performance.now();
  log.append(record);
  appendMs += performance.now() - startedAt;
  if (number % 10 !== 0) continue;
  const rating = { id: `r${number}`, interaction: `i${number}`, thumb: 'up' as const };
  log.append({
    version: 1,
    type: 'rating',
    rating: { ...rating, time: timeOf(number), author: 'ada', source: 'api' },
  });
}
const rebuildMs = await elapsed(() => log.rebuildIndex({ sliceMs: 100 }));
let longestSliceMs = 0;
let sliceAt = performance.now();
const slicedMs = await elapsed(() =>
  log.rebuildIndex({
    onProgress: () => {
      longestSliceMs = Math.max(longestSliceMs, performance.now() - sliceAt);
      // The pause after it is short; it is counted in.
      sliceAt = performance.now();
    },
  }),
);
let read = 0;
const readMs = await elapsed(async () => {
  for await (const { ratings } of log.records()) read += 1 + ratings.length;
});
const listMs = await elapsed(() => log.list('all', { rating: 'up', limit: 100 }));
const searchMs = await elapsed(() => log.list('all', { text: 'word31 word62' }));
clearInterval(watch);

const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
const index = await stat(join(folder, 'index.sqlite'));
await log.close();
await rm(folder, { recursive: true });

const lines = count + Math.ceil(count / 10);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
console.log(`\n${machineDescription()}; ${count} interactions, every tenth rated\n`);
console.log(
  markdownTable(
    ['', 'figure'],
    [
      ['append, µs an interaction', (appendMs / count) * 1000],
      ['index from scratch, rows/s', lines / (rebuildMs / 1000)],
      ['the same in slices of 5 ms, rows/s', lines / (slicedMs / 1000)],
      ['the longest of these slices, ms', longestSliceMs],
      ['records() in time order, rows/s', read / (readMs / 1000)],
      ['a page of 100 rated ones, ms', listMs],
      ['a page of 20 with two words, ms', searchMs],
      ['log', megabytes(sizes.reduce((sum, size) => sum + size, 0))],
      ['index', megabytes(index.size)],
      ['peak memory', megabytes(peak)],
    ],
  ),
);

function timeOf(number: number): string {
  return new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();
}

function interaction(number: number): Interaction {
  const { messages: list } = JSON.parse(conversation(number, messages)) as {
    messages: { role: 'user' | 'assistant'; content: string }[];
  };
  return {
    id: `i${number}`,
    request: `i${number}`,
    step: 0,
    choice: 0,
    time: timeOf(number),
    conversation: `c${number >> 2}`,
    model: 'small',
    backend: 'scripted',
    adapters: [],
    prompt: { type: 'messages', messages: list },
    output: { content: list.at(-1)!.content },
    settings: { maxTokens: 100 },
    finishReason: 'stop',
    tags: [],
  };
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
