/**
 * Data sets that are larger than what may be in memory: writes 512 MB of JSONL (or as many megabytes as the first argument
 * says), reads and writes it in every kind of file, checks, counts, converts and splits it.
 *
 *     node --max-old-space-size=128 --conditions=@tuneloop/source test/heavy/dataset-memory.ts [megabytes]
 *
 * Exits with 1 when a step has more than 400 MB resident; the heap's own limit would end it earlier.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  collectStatistics,
  convertRows,
  createProblemLog,
  parseRows,
  readRows,
  splitRows,
  writeRows,
  type NumberedRow,
  type Row,
} from '@tuneloop/datasets';

const megabytes = Number(process.argv[2] ?? 512);
const allowedMegabytes = 400;

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-dataset-memory-'));
let failed = false;
try {
  await main();
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

async function main(): Promise<void> {
  const source = join(folder, 'source.jsonl');
  const rows = await measure('write JSONL', source, async () => (await writeRows(source, generate())).rows);
  for (const name of ['copy.json', 'copy.jsonl.gz', 'copy.jsonl.zst', 'copy.csv', 'copy.parquet']) {
    const path = join(folder, name);
    await measure(`write ${name}`, path, async () => (await writeRows(path, onlyRows(readRows(source)))).rows);
    await measure(`read ${name}`, path, async () => {
      const count = await countRows(readRows(path));
      if (count !== rows) throw new Error(`${name} has ${count} rows, not ${rows}`);
      return count;
    });
    await rm(path);
  }
  const problems = createProblemLog();
  const examples = (): ReturnType<typeof parseRows> =>
    parseRows(readRows(source), { format: 'sft', onProblem: problems.onProblem });
  await measure('validate and count', source, async () => (await collectStatistics(examples())).rows);
  const pairs = join(folder, 'pairs.jsonl');
  await measure('convert', pairs, async () => {
    const converted = convertRows(readRows(source), { from: 'sft', to: 'prompt-completion' });
    return (await writeRows(pairs, onlyRows(converted))).rows;
  });
  await measure('split', source, async () => {
    const files = await splitRows(examples(), join(folder, 'part.jsonl'), { validation: 0.1, test: 0.1 });
    return files.reduce((sum, file) => sum + file.rows, 0);
  });
  if (problems.count > 0) throw new Error(`${problems.count} rows were left out`);
}

function* generate(): Generator<Row> {
  let bytes = 0;
  for (let index = 0; bytes < megabytes * 1e6; index += 1) {
    const words = Array.from({ length: 60 + (index % 90) }, (_, word) => `w${(index * 31 + word * 17) % 9973}`);
    const row = {
      messages: [
        { role: 'user', content: `Question ${index}: ${words.slice(0, 20).join(' ')}?` },
        { role: 'assistant', content: words.join(' ') },
      ],
      conversation: `c${index % 5000}`,
      score: (index % 50) / 10,
    };
    bytes += JSON.stringify(row).length + 1;
    yield row;
  }
}

async function* onlyRows(rows: AsyncIterable<NumberedRow>): AsyncGenerator<Row> {
  for await (const { row } of rows) yield row;
}

async function countRows(rows: AsyncIterable<NumberedRow>): Promise<number> {
  let count = 0;
  for await (const _ of rows) count += 1;
  return count;
}

/** Runs a step and prints rows per second, bytes per second, and the most memory that was resident meanwhile. */
async function measure(name: string, path: string, work: () => Promise<number>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const start = performance.now();
  try {
    const rows = await work();
    const seconds = (performance.now() - start) / 1000;
    const { size } = await stat(path);
    const rate = `${Math.round(rows / seconds)} rows/s, ${(size / 1e6 / seconds).toFixed(1)} MB/s`;
    const verdict = peak / 1e6 > allowedMegabytes ? 'TOO MUCH MEMORY' : 'ok';
    failed ||= verdict !== 'ok';
    console.log(
      `${name.padEnd(22)} ${String(rows).padStart(8)} rows  ${(size / 1e6).toFixed(0).padStart(5)} MB  ${rate.padEnd(30)} peak RSS ${(peak / 1e6).toFixed(0)} MB  ${verdict}`,
    );
    return rows;
  } finally {
    clearInterval(sampling);
  }
}
