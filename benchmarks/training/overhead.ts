/** Our trainer beside the same trainer run by hand in Python: wall time of whole processes, interleaved, and the losses. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { trainingConfigSchema } from '@tuneloop/lora';
import { createPeftDriver } from '@tuneloop/lora/peft';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { trainingPython } from '../../scripts/counterparts/training-python.ts';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { median } from '../statistics.ts';
import { markdownTable } from '../table.ts';

const usage = `Usage: npm run benchmark:training -- [--steps 20] [--rounds 2] [--model FILE.gguf]

Each round trains the model (by default the one of the tests) once with ours and once by hand, in turns, on one thread:
the same rows, seed, batches and steps, a checkpoint and an adapter at the end.`;
const values = programArguments(usage, {
  steps: { type: 'string' },
  rounds: { type: 'string' },
  model: { type: 'string' },
});
const steps = wholeNumber('steps', values.steps, 20);
const rounds = wholeNumber('rounds', values.rounds, 2);

interface Run {
  seconds: number;
  losses: number[];
}

const python = await trainingPython();
const cacheFolder = process.env['TUNELOOP_CACHE'] ?? join(homedir(), '.cache/tuneloop');
const driver = createPeftDriver({ cacheFolder, python, offline: true });
const base = await driver.baseFolder({ type: 'gguf', path: values.model ?? (await embeddedModelPath()) });
const folder = await mkdtemp(join(tmpdir(), 'training-overhead-'));
const train = join(folder, 'train.jsonl');
await writeFile(train, chats(2 * steps));

const config = trainingConfigSchema.parse({
  maxSteps: steps,
  batchSize: 2,
  maxLength: 512,
  precision: 'fp32',
  checkpoint: { everySteps: steps },
  threads: 1,
});
const ours: Run[] = [];
const byHand: Run[] = [];
try {
  for (let round = 0; round < rounds; round += 1) {
    const turns = [
      async () => ours.push(await runOurs(join(folder, `ours-${round}`))),
      async () => byHand.push(await runByHand(join(folder, `by-hand-${round}`))),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

const seconds = (runs: readonly Run[]): number => median(runs.map((run) => run.seconds));
const losses = [...ours, ...byHand].map((run) => JSON.stringify(run.losses));
const range = (runs: readonly Run[]): string => runs.map((run) => run.seconds.toFixed(1)).join(', ');
console.log(`${machineDescription()}; ${steps} steps of 2 rows, ${rounds} rounds\n`);
console.log(
  markdownTable(
    ['', 'seconds, median', 'each', 'last loss'],
    [
      ['Tuneloop', seconds(ours), range(ours), ours[0]!.losses.at(-1)!],
      ['by hand', seconds(byHand), range(byHand), byHand[0]!.losses.at(-1)!],
    ],
  ),
);
const same = new Set(losses).size === 1;
console.log(
  `\nWall time: ${(seconds(ours) / seconds(byHand)).toFixed(3)} of that by hand. Losses of all steps: ${same ? 'the same' : 'different'}.`,
);
if (!same) process.exitCode = 1;

async function runOurs(into: string): Promise<Run> {
  const startedAt = performance.now();
  const found: number[] = [];
  const run = {
    id: 'run_benchmark',
    folder: into,
    base: { type: 'folder' as const, path: base },
    config,
    data: { train },
  };
  for await (const event of driver.train(run)) if (event.type === 'step') found.push(event.loss);
  return { seconds: (performance.now() - startedAt) / 1000, losses: found };
}

async function runByHand(into: string): Promise<Run> {
  const script = fileURLToPath(new URL('by_hand.py', import.meta.url));
  const startedAt = performance.now();
  const { stdout } = await promisify(execFile)(python, [script, base, train, into, String(steps)], {
    env: { ...process.env, OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
    maxBuffer: 2 ** 26,
  });
  const found = JSON.parse(stdout.trim().split('\n').at(-1)!) as number[];
  return { seconds: (performance.now() - startedAt) / 1000, losses: found };
}

function chats(count: number): string {
  const row = (at: number): object => ({
    prompt: [{ role: 'user', content: `How many wheels have ${at} cars, and who drives the ${at % 7}th of them?` }],
    completion: [
      { role: 'assistant', content: `${at} cars have ${4 * at} wheels. Nobody drives the ${at % 7}th one.` },
    ],
  });
  return Array.from({ length: count }, (_, at) => `${JSON.stringify(row(at + 1))}\n`).join('');
}
