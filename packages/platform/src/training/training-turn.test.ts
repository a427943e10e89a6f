import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createTrainingRig, type TrainingProcess, type TrainingRig } from '../../test/training/training-rig.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { createTrainingTurn } from './training-turn.ts';
import type { TrainingRunView } from './training-service.ts';

async function rigOf(steps: number): Promise<TrainingRig> {
  const rig = await createTrainingRig({ steps, stepMs: 20 });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  return rig;
}

const statusOf = async ({ training }: TrainingProcess, { run }: TrainingRunView): Promise<string | undefined> =>
  (await training.get(run.id)).graph?.jobs.find(({ step }) => step === 'train')?.status;

/** When its trainer computed, first and last. */
async function computed(
  { jobs }: TrainingProcess,
  { graph }: TrainingRunView,
): Promise<{ first: string; last: string }> {
  const times: string[] = [];
  for await (const { event } of jobs.graphEvents(graph?.id ?? '', { signal: AbortSignal.timeout(10_000) })) {
    if (event.type === 'metrics') times.push(event.time);
  }
  return { first: times[0] ?? '', last: times.at(-1) ?? '' };
}

test('trainings of two processes come one after the other, and the second one says why it waits', async () => {
  const rig = await rigOf(10);
  const [server, program] = [rig.open(), rig.open()];
  const runs = [await server.training.submit({ data: rig.data }), await program.training.submit({ data: rig.data })];
  await vi.waitFor(async () => {
    expect(await Promise.all(runs.map((run) => statusOf(server, run)))).toEqual(['running', 'running']);
  });
  const spans = await Promise.all(runs.map((run) => computed(server, run)));
  const [before, after] = spans.toSorted((one, other) => one.first.localeCompare(other.first));
  expect(before!.last < after!.first).toBe(true);
  const told: string[] = [];
  for (const { graph } of runs) {
    for await (const { event } of server.jobs.graphEvents(graph?.id ?? '')) {
      if (event.type === 'log') told.push(event.message);
    }
  }
  expect(told).toEqual([
    `The process ${process.pid} trains on this data folder. This training begins when that has ended.`,
  ]);
});

test('one that waits can be cancelled, and the other one goes on', async () => {
  const rig = await rigOf(1000);
  const [server, program] = [rig.open(), rig.open()];
  const first = await server.training.submit({ data: rig.data });
  await vi.waitFor(() => expect(rig.driver.calls).toContain('train'));
  const second = await program.training.submit({ data: rig.data });
  await vi.waitFor(async () => expect(await statusOf(program, second)).toBe('running'));
  await server.training.cancel(second.run.id);
  await vi.waitFor(async () => expect(await statusOf(program, second)).toBe('cancelled'));
  expect(await statusOf(server, first)).toBe('running');
  expect(rig.driver.calls.filter((call) => call === 'train')).toHaveLength(1);
});

test('nobody waits for a process that has died', async () => {
  await using folder = await temporaryFolder();
  const dead = { id: 'a', processId: 2 ** 22 + 1, host: hostname() };
  await writeFile(join(folder.path, 'train.lock'), JSON.stringify(dead));
  const waits: unknown[] = [];
  const turn = createTrainingTurn(folder.path);
  expect(await turn(async () => 'trained', { onWait: (id) => waits.push(id) })).toBe('trained');
  expect(waits).toEqual([]);
});

test('a folder that cannot be written to is said; what the work throws stays what it is', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  const onWait = (): void => undefined;
  await expect(createTrainingTurn(join(file, 'x'))(async () => 1, { onWait })).rejects.toMatchObject({
    code: 'STORE_FAILED',
  });
  const failing = createTrainingTurn(folder.path)(() => Promise.reject(new Error('mine')), { onWait });
  await expect(failing).rejects.toThrow('mine');
});
