/** Trains until it is killed: node train-process.ts PYTHON RUN.json; writes a line when the first event came. */
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { TrainingRun } from '@tuneloop/lora';
import { createPeftDriver } from '@tuneloop/lora/peft';

const [python, runFile = ''] = process.argv.slice(2);
const run = JSON.parse(await readFile(runFile, 'utf8')) as TrainingRun;
for await (const { type } of createPeftDriver({ cacheFolder: tmpdir(), python }).train(run)) {
  if (type === 'phase') process.stdout.write('started\n');
}
