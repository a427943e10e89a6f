import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineJobKind } from '@tuneloop/jobs';
import type { StoredFile, TrainingControl, TrainingRequest } from '@tuneloop/openai-server';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { FakeDriverOptions } from '../../test/training/fake-driver.ts';
import { createTrainingRig, type TrainingProcess, type TrainingRig } from '../../test/training/training-rig.ts';
import { createTrainingControl } from './training-control.ts';

const rows = {
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
  ],
};

interface Rig extends TrainingRig {
  process: TrainingProcess;
  control: TrainingControl;
  exportFolder: string;
}

async function start(options?: FakeDriverOptions): Promise<Rig> {
  const rig = await createTrainingRig(options);
  onTestFinished(() => rig[Symbol.asyncDispose]());
  const exporting = defineJobKind({
    name: 'export',
    input: z.strictObject({}),
    run: async () => ({ files: [{ name: 'sft.jsonl' }] }),
  });
  const process = rig.open({ kinds: [exporting] });
  const exportFolder = join(rig.folder, 'exports');
  const files = { pathOf: ({ id }: StoredFile) => join(rig.folder, id) };
  return { ...rig, process, exportFolder, control: createTrainingControl({ ...process, files, exportFolder }) };
}

const file = (id: string): StoredFile => ({
  id,
  filename: 'chats of mine.jsonl',
  purpose: 'fine-tune',
  bytes: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
});

const ask = (request: Partial<TrainingRequest>): TrainingRequest => ({
  data: file('support chats.jsonl'),
  scope: 'all',
  owner: undefined,
  idempotencyKey: undefined,
  ...request,
});

test('a file of a client is trained on, under the name that it has for the client', async () => {
  const { control } = await start();
  const run = await control.submit(ask({ owner: 'me', settings: { epochs: 2 } }));
  expect(run).toMatchObject({ name: 'chats-of-mine', model: 'base', method: 'sft', data: 'chats of mine.jsonl' });
  const types: string[] = [];
  for await (const { step, event } of control.events(run.graph!, {})) types.push(`${step} ${event.type}`);
  expect(types.at(-1)).toBe('report result');
  expect((await control.get(run.id)).graph?.jobs.at(-1)).toMatchObject({ status: 'succeeded' });
  expect(await control.list({ limit: 5, scope: { owner: 'you' } })).toEqual([]);
  expect((await control.list({ limit: 5, scope: { owner: 'me' } })).map(({ id }) => id)).toEqual([run.id]);
});

test('a plan says what a run would take, leaves nothing, and can be cancelled', async () => {
  const { control, folder } = await start();
  const data = file('support chats.jsonl');
  const phases: string[] = [];
  const plan = await control.plan(ask({ data, settings: { epochs: 2 } }), {
    onProgress: ({ phase }) => phases.push(phase),
  });
  expect(plan).toMatchObject({
    name: 'chats-of-mine',
    model: 'base',
    rows: 9,
    leftOut: {},
    settings: { method: 'sft', epochs: 2, learningRate: 2e-4 },
  });
  expect(plan.settings).not.toHaveProperty('continual');
  expect(phases).toContain('base');
  expect(await control.list({ limit: 5, scope: 'all' })).toEqual([]);
  expect((await readdir(join(folder, 'training'))).filter((name) => name.startsWith('preview'))).toEqual([]);
  const signal = AbortSignal.abort();
  await expect(control.plan(ask({ data }), { signal })).rejects.toMatchObject({ code: 'ABORTED' });
});

test('a run is paused, goes on, and shows what it said, measured and wrote', async () => {
  const { control, runs, driver } = await start({ steps: 6, stepMs: 20 });
  const run = await control.submit(ask({}));
  for await (const { event } of control.events(run.graph!, {})) if (event.type === 'checkpoint') break;
  expect(await control.pause(run.id)).toMatchObject({ isPaused: true });
  for await (const _event of control.events(run.graph!, {})) void _event;
  await expect(control.pause(run.id)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect(await control.resume(run.id)).toMatchObject({ isPaused: false });
  await expect(control.evaluation(run.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for await (const _event of control.events(run.graph!, {})) void _event;
  expect(driver.calls.at(-1)).toMatch(/^resume from/);
  expect((await control.report(run.id)).markdown).toContain('"live":true');
  // Only the last part of a folder's name is anybody's business.
  expect((await control.log(run.id, {})).text).toMatch(/^step 1 in run_\w+\n/);
  const { trainerLog } = runs.folderOf(run.id);
  await rm(trainerLog);
  expect(await control.log(run.id, {})).toEqual({ text: '', from: 0, to: 0 });
  await writeFile(trainerLog, 'reading /home/me/models/base\nhalf a li');
  expect(await control.log(run.id, {})).toEqual({ text: 'reading base\n', from: 0, to: 29 });
  await writeFile(trainerLog, `${'x'.repeat(69)}\n`.repeat(1000));
  const end = await control.log(run.id, {});
  expect([end.from % 70, end.to, end.text.length]).toEqual([0, 70_000, 70_000 - end.from]);
  expect(await control.log(run.id, { after: 70_000 })).toEqual({ text: '', from: 70_000, to: 70_000 });
  const [first, second] = [await control.log(run.id, { after: 0 }), await control.log(run.id, { after: 65_520 })];
  expect([first.to, second.from, second.to]).toEqual([65_520, 65_520, 70_000]);
});

test('an export is trained on by whoever may see it, when it has succeeded', async () => {
  const { control, process, exportFolder } = await start();
  const job = await process.jobs.submit({ kind: 'export', input: {}, owner: 'me' });
  for await (const _event of process.jobs.events(job.id)) void _event;
  await mkdir(join(exportFolder, job.id), { recursive: true });
  await writeFile(join(exportFolder, job.id, 'sft.jsonl'), `${JSON.stringify(rows)}\n`.repeat(10));
  const run = await control.submit(ask({ data: { export: job.id }, scope: { owner: 'me' } }));
  expect(run).toMatchObject({ data: job.id });
  const others = control.submit(ask({ data: { export: job.id }, scope: { owner: 'you' } }));
  await expect(others).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const [step] = run.graph?.jobs ?? [];
  const none = control.submit(ask({ data: { export: step?.id ?? '' } }));
  await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.each([
  [{ continual: { replay: { data: '/etc/passwd', fraction: 0.1 } } }, 'settings.continual'],
  [{ method: 'ppo', rewards: [{ type: 'model', folder: '/root' }] }, 'settings.rewards'],
  [{ epochs: -1 }, 'settings.epochs'],
])('settings %j are refused', async (settings, param) => {
  const { control } = await start();
  await expect(control.submit(ask({ settings }))).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    details: { param },
  });
});
