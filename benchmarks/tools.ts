/** What judging, guarding and sandboxing add to a call of a tool. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TuneloopError, type Tool } from '@tuneloop/protocol';
import {
  createCodeSandbox,
  createFileTools,
  createRunCodeTool,
  createRunCommandTool,
  createShellSandbox,
  createToolExecutor,
  createToolPolicy,
  defineTool,
  runTool,
} from '@tuneloop/tools';
import { z } from 'zod';
import { programArguments, wholeNumber } from './arguments.ts';
import { machineDescription } from './machine.ts';
import { median } from './statistics.ts';
import { markdownTable } from './table.ts';

const usage = `Usage: npm run benchmark:tools -- [--calls 500] [--programs 10]

Medians of calls that are made in turn with what they are compared with.`;
const values = programArguments(usage, { calls: { type: 'string' }, programs: { type: 'string' } });
const calls = wholeNumber('calls', values.calls, 500);
const programs = wholeNumber('programs', values.programs, 10);

type Way = () => Promise<unknown>;

/** Medians in ms. */
async function measure(ways: readonly Way[], rounds: number, warmUp: number): Promise<number[]> {
  const times = ways.map((): number[] => []);
  for (let round = 0; round < rounds + warmUp; round += 1) {
    for (let turn = 0; turn < ways.length; turn += 1) {
      // Another one begins each time: whichever comes first is a little slower.
      const index = (round + turn) % ways.length;
      const start = performance.now();
      await ways[index]!();
      if (round >= warmUp) times[index]!.push(performance.now() - start);
    }
  }
  return times.map(median);
}

async function elapsed(way: Way): Promise<number> {
  const start = performance.now();
  await way();
  return performance.now() - start;
}

async function succeed(tool: Tool, args: object): Promise<void> {
  const result = await runTool(tool, args, { policy });
  if (result.status === 'error') throw new Error(result.error);
}

const folder = await realpath(await mkdtemp(join(tmpdir(), 'tuneloop-benchmark-')));
const path = join(folder, 'note.txt');
await writeFile(path, 'x'.repeat(1000));
const policy = createToolPolicy({
  effects: { code: 'allow', writes: 'allow', destructive: 'allow' },
  files: { allowedRoots: [folder] },
  limits: { cacheMs: 0 },
});
const { signal } = new AbortController();

process.stdout.write(`${machineDescription()}; ${calls} calls, ${programs} programs\n\n`);

const add = ({ a, b }: { a: number; b: number }): { sum: number } => ({ sum: a + b });
const adding = defineTool({
  name: 'add',
  description: 'Adds',
  parameters: z.strictObject({ a: z.number(), b: z.number() }),
  effects: {},
  run: add,
});
const readFileTool = createFileTools(folder).find(({ name }) => name === 'read_file')!;
const executor = createToolExecutor({ tools: [adding, readFileTool], policy });
const execute = (name: string, args: object): Promise<unknown> =>
  executor.execute({ id: 'call', name, arguments: args }, { owner: 'benchmark', signal });

const sum = { a: 2, b: 3 };
const [bare, run, executed] = (await measure(
  [async () => add(sum), () => runTool(adding, sum, { policy }), () => execute('add', sum)],
  calls,
  100,
)) as [number, number, number];
const [plain, guarded, guardedAndOrdered] = (await measure(
  [
    () => readFile(path, 'utf8'),
    () => runTool(readFileTool, { path }, { policy }),
    () => execute('read_file', { path }),
  ],
  calls,
  100,
)) as [number, number, number];
const microseconds = (milliseconds: number): number => milliseconds * 1000;
process.stdout.write(
  `${markdownTable(
    ['µs', 'without', 'runTool', 'executor'],
    [
      ['a tool that adds', ...[bare, run, executed].map(microseconds)],
      ['a file of 1 kB', ...[plain, guarded, guardedAndOrdered].map(microseconds)],
    ],
  )}\n\n`,
);

const rows: (string | number)[][] = [];
for (const [language, code] of [
  ['javascript', '6 * 7'],
  ['python', '6 * 7'],
] as const) {
  const program = { language, code };
  await using fresh = createCodeSandbox({ spareIdleMs: 0 });
  await using pooled = createCodeSandbox();
  const [cold, warm] = [createRunCodeTool(fresh), createRunCodeTool(pooled)];
  const first = await elapsed(() => succeed(cold, program));
  const [later] = await measure([() => succeed(cold, program)], programs, 1);
  await succeed(warm, program);
  const ready: number[] = [];
  for (let round = 0; round < programs; round += 1) {
    // The next world starts while nobody waits for it.
    await new Promise((resolve) => setTimeout(resolve, 3 * later!));
    ready.push(await elapsed(() => succeed(warm, program)));
  }
  rows.push([`run_code, ${language}`, first, later!, median(ready)]);
}

const shell = createShellSandbox();
const problem = await shell.verify().catch((error: unknown) => TuneloopError.from(error).message);
if (problem === undefined) {
  const command = createRunCommandTool({ sandbox: shell, currentFolder: folder });
  const first = await elapsed(() => succeed(command, { command: 'true' }));
  const [sandboxed, alone] = await measure(
    [() => succeed(command, { command: 'true' }), () => promisify(execFile)('/bin/bash', ['-c', 'true'])],
    programs,
    1,
  );
  rows.push(['run_command', first, sandboxed!, '–'], ['bash without a sandbox', '–', alone!, '–']);
}
process.stdout.write(`${markdownTable(['ms', 'the first', 'a later one', 'with a world kept ready'], rows)}\n`);
if (problem !== undefined) process.stdout.write(`\nNo shell commands: ${problem}\n`);
await rm(folder, { recursive: true });
