/** A million generated interactions to DPO: rows a second and peak memory, beside `datasets` (Python) on the same file. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openInteractionLog } from '@tuneloop/rlhf';
import { trainingPython } from '../../scripts/counterparts/training-python.ts';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { median } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import { writeFlat, writeLog } from './generated-interactions.ts';

const usage = `Usage: npm run benchmark:export -- [--interactions 1000000] [--rounds 1] [--alone] [--log]

Ours and \`datasets\` (installed on first use), each in a process of its own, round about: once sorting on disk, once
grouping in memory. --alone leaves it out; --log also exports from a log of ours with its index, which is made before.`;
const values = programArguments(usage, {
  interactions: { type: 'string' },
  rounds: { type: 'string' },
  alone: { type: 'boolean' },
  log: { type: 'boolean' },
});
const count = wholeNumber('interactions', values.interactions, 1_000_000);
const rounds = wholeNumber('rounds', values.rounds, 1);

interface Run {
  seconds: number;
  peakBytes: number;
  rows: number;
  /** Of the pairs, in no order. */
  pairs: string;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const node = ['--conditions=@tuneloop/source', here('export-worker.ts')];

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-benchmark-'));
try {
  const flat = join(folder, 'interactions.jsonl');
  await writeFlat(flat, count);
  const programs = [{ name: 'Tuneloop', command: process.execPath, arguments: [...node, 'flat', flat] }];
  if (values.log === true) {
    const log = join(folder, 'log');
    await mkdir(log);
    await writeLog(join(log, '2026-01-01.jsonl'), count);
    const startedAt = performance.now();
    await using opened = openInteractionLog({ folder: log });
    await opened.rebuildIndex();
    console.log(`Index of the log: ${((2 * count) / ((performance.now() - startedAt) / 1000)).toFixed(0)} records/s.`);
    programs.push({ name: 'Tuneloop, from its log', command: process.execPath, arguments: [...node, 'log', log] });
  }
  if (values.alone !== true) {
    const command = await trainingPython();
    for (const [kind, name] of [
      ['sort', 'datasets, sorted on disk'],
      ['memory', 'datasets, grouped in memory'],
    ] as const) {
      programs.push({ name, command, arguments: [here('dpo_datasets.py'), kind, flat] });
    }
  }

  const runs = new Map<string, Run[]>(programs.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const program of round % 2 === 0 ? programs : programs.toReversed()) {
      const output = join(folder, 'pairs.jsonl');
      const cache = join(folder, 'cache');
      const { stdout } = await promisify(execFile)(program.command, [...program.arguments, output, cache], {
        env: { ...process.env, HF_HUB_OFFLINE: '1' },
      });
      const run = JSON.parse(stdout.trim().split('\n').at(-1)!) as Omit<Run, 'pairs'>;
      runs.get(program.name)!.push({ ...run, pairs: await digestOf(output) });
      await rm(cache, { recursive: true, force: true });
      await rm(output);
    }
  }
  const [ours] = runs.get('Tuneloop')!;
  const table = [...runs].map(([name, of]) => {
    const seconds = median(of.map((run) => run.seconds));
    return [
      name,
      Math.round(count / seconds),
      Math.round(median(of.map((run) => run.peakBytes)) / 2 ** 20),
      of[0]!.rows,
      of.every(({ pairs }) => pairs === ours!.pairs) ? 'the same' : 'others',
    ];
  });
  console.log(`${count} interactions to pairs, ${rounds} rounds. ${machineDescription()}\n`);
  console.log(markdownTable(['', 'interactions/s', 'peak memory, MiB', 'pairs', 'which pairs'], table));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The sum of the hashes of all rows, whatever their order and their columns' order. */
async function digestOf(path: string): Promise<string> {
  let sum = 0n;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { prompt, chosen, rejected } = JSON.parse(line) as Record<string, { role: string; content: string }[]>;
    const said = [prompt, chosen, rejected].map((list) => list!.map(({ role, content }) => [role, content]));
    sum += BigInt(`0x${createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 24)}`);
  }
  return sum.toString(16);
}
