/** Near-duplicates of generated rows: rows a second and peak memory, beside datasketch (Python) on the same file. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readRows } from '@tuneloop/datasets';
import { counterpartsPython } from '../../scripts/counterparts/python.ts';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { median } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import { writeGeneratedRows } from './generated-rows.ts';

const usage = `Usage: npm run benchmark:dedupe -- [--rows 100000] [--rounds 3] [--threshold 0.8] [--alone]

Ours and datasketch (installed on first use), each in a process of its own, round about; --alone leaves datasketch out.`;
const values = programArguments(usage, {
  rows: { type: 'string' },
  rounds: { type: 'string' },
  threshold: { type: 'string' },
  alone: { type: 'boolean' },
});
const count = wholeNumber('rows', values.rows, 100_000);
const rounds = wholeNumber('rounds', values.rounds, 3);
const threshold = values.threshold ?? '0.8';

interface Run {
  seconds: number;
  peakBytes: number;
  dropped: number[];
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const programs: { name: string; command: string; arguments: string[] }[] = [
  {
    name: 'Tuneloop',
    command: process.execPath,
    arguments: ['--conditions=@tuneloop/source', here('dedupe-worker.ts')],
  },
];
if (values.alone !== true) {
  const python = counterpartsPython('datasketch/requirements.txt');
  programs.push({ name: 'datasketch', command: python, arguments: [here('dedupe_datasketch.py')] });
}

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-benchmark-'));
try {
  const file = join(folder, 'rows.jsonl');
  const { copies } = await writeGeneratedRows(file, count);
  const isCopy: boolean[] = [];
  for await (const { row } of readRows(file)) isCopy.push(row['of'] !== row['row']);

  const runs = new Map<string, Run[]>(programs.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const program of round % 2 === 0 ? programs : programs.toReversed()) {
      const { stdout } = await promisify(execFile)(program.command, [...program.arguments, file, threshold], {
        maxBuffer: 2 ** 28,
      });
      runs.get(program.name)!.push(JSON.parse(stdout) as Run);
    }
  }
  const table = [...runs].map(([name, of]) => {
    const { dropped } = of[0]!;
    const right = dropped.filter((row) => isCopy[row]).length;
    const rate = count / median(of.map(({ seconds }) => seconds));
    const megabytes = median(of.map(({ peakBytes }) => peakBytes)) / 2 ** 20;
    return [name, rate, megabytes, `${right} of ${copies}`, dropped.length - right];
  });
  console.log(`\n${machineDescription()}; ${count} rows, threshold ${threshold}, median of ${rounds} rounds\n`);
  console.log(markdownTable(['', 'rows/s', 'peak memory MiB', 'copies found', 'others left out'], table));
} finally {
  await rm(folder, { recursive: true, force: true });
}
