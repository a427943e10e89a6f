/*
 * Trains nothing, but keeps files and tells events as the command `train` does: a step takes 5 ms (`STAND_IN=step:20`:
 * 20), every second one ends with a checkpoint, and a file asks it to stop. `STAND_IN=die:4` kills it in the checkpoint of
 * that step.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [command, configFile] = process.argv.slice(2);
const config = JSON.parse(readFileSync(configFile, 'utf8'));
const tell = (event) => writeSync(3, `${JSON.stringify(event)}\n`);
const stepMs = Number(/step:(\d+)/.exec(process.env.STAND_IN ?? '')?.[1] ?? 5);
const dieAt = Number(/die:(\d+)/.exec(process.env.STAND_IN ?? '')?.[1] ?? Infinity);
const steps = config.max_steps;

function checkpoint(step) {
  const folder = join(config.checkpoints, `checkpoint-${step}`);
  mkdirSync(folder, { recursive: true });
  if (step >= dieAt) process.kill(process.pid, 'SIGKILL');
  writeFileSync(join(folder, 'complete'), '{}');
  tell({ type: 'checkpoint', step, folder });
}

if (command !== 'train') process.exit(2);
process.stdout.write('Training.\n');
tell({ type: 'phase', phase: 'train' });
let step = Number(/-(\d+)$/.exec(config.resume_from ?? '')?.[1] ?? 0);
while (step < steps) {
  await sleep(stepMs);
  step++;
  tell({
    type: 'step',
    step,
    steps,
    epoch: 1,
    loss: 1 / step,
    learning_rate: 0.1,
    grad_norm: null,
    eta_seconds: 1,
    metrics: { a: 1, b: null },
  });
  const stopped = existsSync(config.stop_file);
  if (stopped || step % 2 === 0) checkpoint(step);
  if (stopped) {
    tell({ type: 'error', code: 'ABORTED', message: 'Stopped.' });
    process.exit(1);
  }
}
tell({
  type: 'done',
  result: {
    folder: config.output,
    tuning: 'lora',
    steps,
    loss: 1 / steps,
    seconds: 1,
    peak_memory_bytes: 5,
    versions: {},
  },
});
process.exit(0);
