import type { ChildProcess } from 'node:child_process';
import { access, readdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createModelStore, defaultCacheFolder, defaultModelsFolder, embeddedModel } from '@tuneloop/runtime';
import type { JobGraphEvent } from '@tuneloop/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CliSandbox } from '../../apps/cli/test/run-cli.ts';

const sandbox = new CliSandbox();
let env: Record<string, string>;

beforeAll(async () => {
  const models = defaultModelsFolder(process.env, process.platform);
  await createModelStore({ folder: models, environment: process.env }).resolve(embeddedModel.id);
  // The trainers' environment takes minutes to make: that of this machine's user is shared.
  const cache = defaultCacheFolder(process.env, process.platform);
  env = { LLAMA_CACHE: models, TUNELOOP_CACHE: cache, HOME: homedir(), OMP_NUM_THREADS: '1' };
}, 600_000);

afterAll(() => sandbox[Symbol.dispose]());

/** Ends the process by `signal`, once, when it tells of a training step. */
function endAt(step: number, signal: NodeJS.Signals): (child: ChildProcess) => void {
  return (child) => {
    if (!child.stdout) return;
    let isSent = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { event } = JSON.parse(line) as Partial<JobGraphEvent>;
      if (isSent || event?.type !== 'metrics' || event.step < step) return;
      isSent = true;
      child.kill(signal);
    });
  };
}

const stepsOf = (stdout: string): number[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as Partial<JobGraphEvent>).event)
    .flatMap((event) => (event?.type === 'metrics' && event.values['loss'] !== undefined ? [event.step] : []));

test('killed, interrupted and resumed, a training ends with an adapter', { timeout: 900_000 }, async () => {
  const data = join(sandbox.folder, 'rows.jsonl');
  const rows = Array.from({ length: 12 }, (_, index) => ({
    messages: [
      { role: 'user', content: `Question ${index}: what is the word of the house?` },
      { role: 'assistant', content: 'The word is xylophone.' },
    ],
  }));
  await writeFile(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const settings = ['--max-steps', '8', '--set', 'checkpoint.everySteps=1', '--learning-rate', '1e-3'];
  const begin = ['finetune', '--data', data, '--name', 'word', '--json', '--yes', ...settings];
  const killed = await sandbox.run(begin, { env, onStart: endAt(2, 'SIGKILL') });
  expect(killed.code).toBeNull();
  const [run = ''] = await readdir(join(sandbox.folder, 'data', 'training'));

  const resume = ['finetune', '--resume', run, '--json'];
  const interrupted = await sandbox.run(resume, { env, onStart: endAt(5, 'SIGINT') });
  expect(interrupted.code, interrupted.stderr).toBe(130);
  expect(interrupted.stderr).toContain(`tuneloop finetune --resume ${run}`);

  const done = await sandbox.run(resume, { env });
  expect(done.code, done.stderr).toBe(0);
  // Each process tells all steps from the beginning; of the trainer each began where the one before had saved.
  const steps = stepsOf(done.stdout);
  expect(new Set(steps)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  expect(steps.length).toBeLessThan(12);
  const view = JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '') as {
    graph: { jobs: { step: string; status: string; attempt: number; result?: unknown }[] };
  };
  const { jobs } = view.graph;
  expect(jobs.map(({ status }) => status)).toEqual(jobs.map(() => 'succeeded'));
  expect(jobs.find(({ step }) => step === 'train')).toMatchObject({ attempt: 3, result: { steps: 8 } });
  // So few rows prove nothing to a gate: whether it is live is for other tests.
  expect(jobs.find(({ step }) => step === 'publish')?.result).toMatchObject({ name: 'word', version: 1 });
  await access(join(sandbox.folder, 'data', 'adapter-registry'));
});
