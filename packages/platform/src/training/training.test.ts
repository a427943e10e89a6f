import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type JobGraphEvent } from '@tuneloop/protocol';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createTrainingRig, type TrainingProcess, type TrainingRig } from '../../test/training/training-rig.ts';
import type { FakeDriverOptions } from '../../test/training/fake-driver.ts';
import type { TrainingRunView } from './training-service.ts';

async function rigOf(options?: FakeDriverOptions): Promise<TrainingRig> {
  const rig = await createTrainingRig(options);
  onTestFinished(() => rig[Symbol.asyncDispose]());
  return rig;
}

async function ended({ training, jobs }: TrainingProcess, { run, graph }: TrainingRunView): Promise<TrainingRunView> {
  const signal = AbortSignal.timeout(10_000);
  for await (const _event of jobs.graphEvents(graph?.id ?? '', { signal })) void _event;
  return training.get(run.id);
}

const statuses = ({ graph }: TrainingRunView): string[] =>
  graph?.jobs.map(({ step, status }) => `${step} ${status}`) ?? [];

const resultOf = ({ graph }: TrainingRunView, step: string): unknown =>
  graph?.jobs.find((job) => job.step === step)?.result;

test('data becomes an adapter that is live', async () => {
  const rig = await rigOf();
  const process = rig.open();
  const begun = await process.training.submit({ data: rig.data, settings: { epochs: 1 } });
  expect(begun.run).toMatchObject({ name: 'support-chats', promote: 'if', config: { epochs: 1, method: 'sft' } });
  const done = await ended(process, begun);
  expect(statuses(done)).toEqual(
    ['prepare', 'train', 'convert', 'parity', 'evaluate', 'gate', 'publish', 'report'].map(
      (step) => `${step} succeeded`,
    ),
  );
  expect(resultOf(done, 'prepare')).toMatchObject({ rows: 8, validationRows: 2, plan: { steps: 4 } });
  expect(resultOf(done, 'gate')).toMatchObject({ passed: true, rule: 'loss_change_high < 0' });
  expect(resultOf(done, 'publish')).toEqual({ name: 'support-chats', version: 1, live: true });
  expect(await rig.registry.find('support-chats')).toMatchObject({ version: 1, state: 'live', run: begun.run.id });
  expect(JSON.stringify(done.graph)).not.toContain(rig.folder);
  expect(rig.model.adapters?.list()).toEqual([]);
  expect(await readFile(join(rig.folder, 'adapters', 'support-chats.gguf'))).toEqual(
    await readFile(done.folder.adapter),
  );
});

test('all weights become a model of their own, which takes the place of nothing', async () => {
  const rig = await rigOf();
  const process = rig.open();
  const begun = await process.training.submit({ data: rig.data, settings: { tuning: 'full' } });
  expect(begun.run.modelName).toBe(`support-chats-${begun.run.id.slice(-8)}`);
  expect(statuses(await ended(process, begun))).toEqual(['prepare succeeded', 'train succeeded', 'convert succeeded']);
  await expect(rig.registry.find('support-chats')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an adapter that is not there is said before anything is made', async () => {
  const rig = await rigOf();
  const { training } = rig.open();
  await expect(training.check({ data: rig.data })).resolves.toBeUndefined();
  await expect(training.check({ data: rig.data, continueFrom: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('its losses are told as they come', async () => {
  const rig = await rigOf();
  const process = rig.open();
  const { run, graph } = await process.training.submit({ data: rig.data });
  const events: JobGraphEvent[] = [];
  for await (const event of process.jobs.graphEvents(graph?.id ?? '')) events.push(event);
  const metrics = events.flatMap(({ event }) => (event.type === 'metrics' ? [event] : []));
  expect(metrics.map(({ step, values }) => [step, values['loss'] ?? values['eval_loss']])).toEqual([
    [1, 2],
    [2, 1],
    [3, 2 / 3],
    [4, 0.5],
    [4, 0.5],
  ]);
  const lines = (await readFile((await process.training.get(run.id)).folder.events, 'utf8')).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { type: string }).type).slice(-2)).toEqual(['evaluation', 'done']);
});

test('what its gate refuses is kept, and what was live stays', async () => {
  const rig = await rigOf();
  const process = rig.open();
  await ended(process, await process.training.submit({ data: rig.data, name: 'bot' }));
  rig.steps.metrics = { loss_change: 0.1, loss_change_high: 0.2 };
  const second = await process.training.submit({ data: rig.data, name: 'bot', settings: { seed: 7 } });
  const refused = await ended(process, second);
  expect(resultOf(refused, 'publish')).toMatchObject({ name: 'bot', version: 2, live: false });
  expect(rig.steps.measured).toEqual(['base', 'base:bot@1']);
  expect(await rig.registry.find('bot')).toMatchObject({ version: 1 });
  expect(await rig.registry.find('bot', 2)).toMatchObject({ state: 'refused' });

  const always = await process.training.submit({
    data: rig.data,
    name: 'bot',
    promote: 'always',
    settings: { seed: 8 },
  });
  expect(resultOf(await ended(process, always), 'publish')).toMatchObject({ version: 3, live: true });
  rig.steps.parity = { passed: false, kind: 'divergence', prompts: 1, reason: 'its scale is wrong' };
  const wrong = await process.training.submit({
    data: rig.data,
    name: 'bot',
    promote: 'always',
    settings: { seed: 9 },
  });
  expect(resultOf(await ended(process, wrong), 'gate')).toMatchObject({
    passed: false,
    reasons: [expect.stringContaining('its scale is wrong')],
  });
  expect(await rig.registry.find('bot')).toMatchObject({ version: 3 });
  const never = await process.training.submit({ data: rig.data, name: 'new', promote: 'never', evaluate: false });
  expect(statuses(await ended(process, never))).toHaveLength(7);
});

test('a run that is cancelled while it trains goes on from its checkpoint', async () => {
  const rig = await rigOf({ steps: 50, stepMs: 5 });
  const process = rig.open();
  const begun = await process.training.submit({ data: rig.data });
  const trainer = begun.graph?.jobs.find(({ step }) => step === 'train');
  for await (const event of process.jobs.events(trainer?.id ?? '')) {
    if (event.type === 'metrics' && event.step === 2) await process.training.cancel(begun.run.id);
  }
  expect(statuses(await ended(process, begun)).slice(0, 3)).toEqual([
    'prepare succeeded',
    'train cancelled',
    'convert cancelled',
  ]);
  await process.training.resume(begun.run.id);
  const done = await ended(process, begun);
  expect(resultOf(done, 'publish')).toMatchObject({ live: true });
  expect(rig.driver.calls.slice(0, 2)).toEqual(['prepare', 'train']);
  expect(rig.driver.calls[2]).toMatch(/^resume from [1-9]/);
  await expect(process.training.resume(begun.run.id)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('another process goes on where one ended', async () => {
  const rig = await rigOf({ steps: 40, stepMs: 5 });
  const first = rig.open();
  const begun = await first.training.submit({ data: rig.data });
  await vi.waitFor(async () => {
    const { graph } = await first.training.get(begun.run.id);
    expect(graph?.jobs[1]?.lastEvent).toBeGreaterThan(6);
  });
  await first[Symbol.asyncDispose]();
  const second = rig.open();
  const done = await ended(second, begun);
  expect(resultOf(done, 'publish')).toMatchObject({ live: true });
  expect(rig.driver.calls.at(-1)).toMatch(/^resume from [1-9]/);
  expect(rig.driver.calls.filter((call) => call === 'prepare')).toHaveLength(1);
});

test('kill -9 of the process that trains: another goes on from the newest checkpoint', async () => {
  const rig = await rigOf({ steps: 100 });
  const watcher = rig.open({ start: false });
  const begun = await watcher.training.submit({ data: rig.data });
  const program = join(import.meta.dirname, '../../test/training/trainer-process.ts');
  const child = spawn(process.execPath, ['--conditions=@tuneloop/source', program, rig.folder], { stdio: 'ignore' });
  const closed = once(child, 'close');
  let steps = 0;
  for await (const { event } of watcher.jobs.graphEvents(begun.graph?.id ?? '', {
    signal: AbortSignal.timeout(20_000),
  })) {
    if (event.type !== 'metrics') continue;
    steps += 1;
    if (steps === 10) break;
  }
  expect(watcher.jobs.runsElsewhere('train')).toBe(true);
  child.kill('SIGKILL');
  await closed;
  expect(watcher.jobs.runsElsewhere('train')).toBe(false);
  watcher.jobs.start();
  const done = await ended(watcher, begun);
  expect(resultOf(done, 'publish')).toMatchObject({ version: 1, live: true });
  expect(rig.driver.calls).toEqual([expect.stringMatching(/^resume from (?:9|[1-9]\d)$/)]);
  expect(done.graph?.jobs[1]).toMatchObject({ attempt: 2 });
});

test('a trainer that fails says why, and the run goes on when that is repaired', async () => {
  const rig = await rigOf();
  const process = rig.open();
  rig.driver.failNext(new TuneloopError('RESOURCE_EXHAUSTED', `The disk of ${rig.folder} is full.`));
  const begun = await process.training.submit({ data: rig.data });
  const failed = await ended(process, begun);
  const [, train, convert] = failed.graph?.jobs ?? [];
  expect(train).toMatchObject({ status: 'failed', error: { code: 'RESOURCE_EXHAUSTED' } });
  expect(train?.error?.message).not.toContain(rig.folder.slice(0, rig.folder.lastIndexOf('/')));
  expect(convert).toMatchObject({ status: 'skipped' });
  await process.training.resume(begun.run.id);
  expect(resultOf(await ended(process, begun), 'publish')).toMatchObject({ live: true });
});

test('a full disk ends it with what to do, and it goes on when there is room', async () => {
  const rig = await rigOf();
  const process = rig.open({ start: false });
  const begun = await process.training.submit({ data: rig.data });
  // A device that is always full, where the events go.
  await symlink('/dev/full', begun.folder.events);
  process.jobs.start();
  const failed = await ended(process, begun);
  expect(failed.graph?.jobs[1]?.error).toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    message: expect.stringContaining('Make room') as string,
    details: { reason: 'disk' },
  });
  await rm(begun.folder.events);
  await process.training.resume(begun.run.id);
  expect(resultOf(await ended(process, begun), 'publish')).toMatchObject({ live: true });
});

test('bad rows end it with their lines', async () => {
  const rig = await rigOf();
  const process = rig.open();
  await writeFile(rig.data, `${await readFile(rig.data, 'utf8')}{"messages": 3}\n`);
  const done = await ended(process, await process.training.submit({ data: rig.data }));
  expect(done.graph?.jobs[0]).toMatchObject({
    status: 'failed',
    error: { code: 'INVALID_REQUEST', message: expect.stringContaining('11') as string },
  });
});

test('the same key is one run, and a submission that was killed half-way is caught up with', async () => {
  const rig = await rigOf();
  const process = rig.open({ start: false });
  const request = { data: rig.data, settings: { epochs: 2 } };
  const first = await process.training.submit(request, { idempotencyKey: 'once', owner: 'me' });
  const again = await process.training.submit(request, { idempotencyKey: 'once', owner: 'me' });
  expect([again.run.id, again.graph?.id]).toEqual([first.run.id, first.graph?.id]);
  const other = await process.training.submit(request, { idempotencyKey: 'once', owner: 'you' });
  expect(other.run.id).not.toBe(first.run.id);
  expect((await process.training.list()).map(({ run }) => run.id).toSorted()).toEqual(
    [first.run.id, other.run.id].toSorted(),
  );
});

test('going on from an adapter takes the weights of that version', async () => {
  const rig = await rigOf();
  const process = rig.open();
  await ended(process, await process.training.submit({ data: rig.data, name: 'bot' }));
  const next = await process.training.submit({ data: rig.data, continueFrom: 'bot@1' });
  expect(next.run).toMatchObject({ name: 'bot', continueFrom: { name: 'bot', version: 1 } });
  const done = await ended(process, next);
  expect(resultOf(done, 'publish')).toMatchObject({ version: 2 });
  expect(await rig.registry.find('bot', 2)).toMatchObject({ continuedFrom: { name: 'bot', version: 1 } });
});

test('the model may be trained on in another form than it is served in', async () => {
  const rig = await rigOf();
  const { training } = rig.open({ start: false });
  const { run } = await training.submit({ data: rig.data, base: 'hub:owner/name@v1' });
  expect(run).toMatchObject({ base: { id: 'base' }, trainedOn: { type: 'hub', id: 'owner/name', revision: 'v1' } });
  const folder = await training.submit({ data: rig.data, base: 'folder' }, { workingFolder: rig.folder });
  expect(folder.run.trainedOn).toEqual({ type: 'folder', path: join(rig.folder, 'folder') });
  const wrong = training.submit({ data: rig.data, base: 'hub:name' });
  await expect(wrong).rejects.toMatchObject({ details: { param: 'base' } });
});

test('a preview says what it would take, and leaves nothing', async () => {
  const rig = await rigOf();
  const { training } = rig.open();
  const { run, prepared, plan, inspection } = await training.preview({ data: rig.data }, { rows: 2 });
  expect([run.name, prepared.rows, plan.steps, inspection?.lengths.rows]).toEqual(['support-chats', 8, 4, 2]);
  expect(await readdir(join(rig.folder, 'training'))).toEqual([]);
  expect(await training.list()).toEqual([]);
});

test.each([
  [{}, 'data', 'Say what to train on'],
  [{ data: 'none.jsonl' }, 'data', 'There is no file'],
  [{ name: 'a/b' }, 'name', 'cannot be the name'],
  [{ settings: { epochs: 0 } }, 'settings.epochs', 'epochs'],
  [{ promoteIf: 'fame > 1' }, undefined, 'fame'],
  [{ checks: 'none.jsonl' }, 'checks', 'There is no file'],
  [{ continueFrom: 'nobody' }, undefined, 'nobody'],
])('%j is refused at once', async (request, param, message) => {
  const rig = await rigOf();
  const { training } = rig.open({ start: false });
  const data = Object.keys(request).length === 0 ? undefined : rig.data;
  const submitting = training.submit({ data, ...request });
  await expect(submitting).rejects.toThrow(message);
  if (param !== undefined) await expect(submitting).rejects.toMatchObject({ details: { param } });
  expect(await training.list()).toEqual([]);
});

test('a step alone is no training, and what is no run is not found', async () => {
  const rig = await rigOf();
  const process = rig.open();
  const { run } = await process.training.submit({ data: rig.data });
  const job = await process.jobs.submit({ kind: 'train', input: { run: run.id } });
  for await (const _event of process.jobs.events(job.id)) void _event;
  expect((await process.jobs.get(job.id)).error).toMatchObject({
    message: expect.stringContaining('"prepare"') as string,
  });
  await expect(process.training.get('run_../../etc')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
