import { expect, onTestFinished, test } from 'vitest';
import { createJobRig } from '../../test/job-rig.ts';
import { createMemoryFiles, type MemoryFiles } from '../../test/memory-files.ts';
import { startServer, type TestServer } from '../../test/start-server.ts';
import { createStubTraining, type StubTraining } from '../../test/stub-training.ts';
import type { Authenticator, Scope } from '../auth/authenticator.ts';
import type { TrainingRunWire } from './training-wire.ts';

interface Rig extends TestServer {
  training: StubTraining;
  files: MemoryFiles;
  submit(body: object, key?: string): Promise<Response>;
}

const keys: Record<string, Scope[]> = { root: ['admin'], trainer: ['train'], other: ['train'], chatter: ['chat'] };
const byKey: Authenticator = (token) => {
  const scopes = keys[token];
  return scopes && { id: token, scopes };
};
const bearer = (key: string | undefined): Record<string, string> =>
  key === undefined ? {} : { authorization: `Bearer ${key}` };

async function start(authenticate?: Authenticator): Promise<Rig> {
  const rig = createJobRig();
  const training = createStubTraining(rig.queue);
  const files = createMemoryFiles();
  const server = await startServer({
    training,
    files,
    jobs: { queue: rig.queue },
    ...(authenticate && { authenticate }),
  });
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });
  const submit = (body: object, key?: string): Promise<Response> =>
    server.post('/v1/training/runs', body, { headers: bearer(key) });
  return { ...server, training, files, submit };
}

test('a run is submitted with files, followed to its end, and shown with its steps', async () => {
  const rig = await start();
  const data = rig.files.add('{}');
  const checks = rig.files.add('{}');
  const response = await rig.submit({
    data: { file: data.id },
    name: 'Ada',
    settings: { method: 'dpo' },
    validation: 0.2,
    checks: { file: checks.id },
    promote_if: 'margin > 0',
    max_problems: 3,
  });
  const run = (await response.json()) as TrainingRunWire;
  expect(run).toMatchObject({
    object: 'training.run',
    name: 'Ada',
    model: 'base',
    data: null,
    steps: [{ name: 'train' }],
  });
  expect(rig.training.requests[0]).toMatchObject({
    data: { id: data.id },
    settings: { method: 'dpo' },
    validation: 0.2,
    checks: { id: checks.id },
    promoteIf: 'margin > 0',
    maxProblems: 3,
    scope: 'all',
  });
  const url = `${rig.url}/v1/training/runs/${run.id}`;
  const text = await (await fetch(`${url}/events`)).text();
  expect(text).toContain('event: result');
  const shown = (await (await fetch(url)).json()) as TrainingRunWire;
  expect(shown).toMatchObject({ status: 'succeeded', steps: [{ result: { greeting: 'Hello Ada' } }] });
  expect((await fetch(`${url}/events?after=${shown.last_event}`)).status).toBe(204);
  expect((await rig.post(`/v1/training/runs/${run.id}/resume`, {})).status).toBe(400);
});

test('a run that failed is resumed, and runs are listed', async () => {
  const rig = await start();
  const run = (await (await rig.submit({ data: { export: 'job_1' } })).json()) as TrainingRunWire;
  expect(rig.training.requests[0]?.data).toEqual({ export: 'job_1' });
  await (await fetch(`${rig.url}/v1/training/runs/${run.id}/events`)).text();
  const resumed = await rig.post(`/v1/training/runs/${run.id}/resume`, {});
  expect(await resumed.json()).toMatchObject({ id: run.id });
  const list = await fetch(`${rig.url}/v1/training/runs?limit=1`);
  expect(await list.json()).toMatchObject({ object: 'list', data: [{ id: run.id }] });
});

test('a plan is answered, or told with its progress; what is wrong with it too', async () => {
  const rig = await start();
  const body = { data: { file: rig.files.add('{}').id }, settings: { method: 'dpo' } };
  const post = (more: object): Promise<Response> => rig.post('/v1/training/plan', { ...body, ...more });
  expect(await (await post({})).json()).toMatchObject({
    object: 'training.plan',
    validation_rows: 10,
    left_out: { 'no answer': 2 },
    seconds: null,
    memory_bytes: 1e9,
    warnings: ['Few rows.'],
  });
  expect(rig.training.requests[0]).toMatchObject({ settings: { method: 'dpo' }, idempotencyKey: undefined });
  const told = await (await post({ stream: true })).text();
  expect(told).toMatch(
    /^event: progress\ndata: {"phase":"count","completed":1,"total":2}\n\nevent: plan\ndata: {.*}\n\n$/,
  );
  expect((await post({ name: 'bad' })).status).toBe(400);
  const failed = await post({ name: 'bad', stream: true });
  expect([failed.status, await failed.text()]).toEqual([
    200,
    expect.stringMatching(/^event: error\ndata: .*Row 3 has/),
  ]);
  expect((await post({ colour: 'red' })).status).toBe(400);
});

test('a run is paused, and what it said, measured and wrote is shown', async () => {
  const rig = await start();
  const { id } = (await (await rig.submit({ data: { export: 'job_1' } })).json()) as TrainingRunWire;
  const url = `${rig.url}/v1/training/runs/${id}`;
  const show = async (path: string): Promise<unknown> => (await fetch(`${url}/${path}`)).json();
  expect(await (await rig.post(`/v1/training/runs/${id}/pause`, {})).json()).toMatchObject({
    settings: { epochs: 3 },
    status: expect.stringMatching(/^(paused|failed)$/) as unknown,
  });
  expect(await show('log')).toEqual({ object: 'training.log', text: 'loading\n', from: 0, to: 8 });
  expect(await show('log?after=8')).toMatchObject({ from: 8 });
  expect(await show('log?after=-1')).toMatchObject({ error: { param: 'after' } });
  expect(await show('evaluation')).toMatchObject({
    object: 'training.evaluation',
    samples: [{ before: 'Hello', after: 'Ahoy', judged: 'after', reference: null }],
    checks: [{ before: { passed: false }, after: { passed: true } }],
  });
  expect(await show('report')).toEqual({ object: 'training.report', markdown: '# Report', html: null });
});

test.each([
  [{}, 'data'],
  [{ data: { file: 'file-none' } }, 'data.file'],
  [{ data: '/etc/passwd' }, 'data'],
  [{ data: { export: 'job_1' }, colour: 'red' }, 'colour'],
  [{ data: { export: 'job_1' }, promote: 'maybe' }, 'promote'],
])('%j is refused', async (body, param) => {
  const rig = await start();
  const response = await rig.submit(body);
  expect([response.status, await response.json()]).toMatchObject([400, { error: { param } }]);
  expect(rig.training.requests).toEqual([]);
});

test('a key needs train or admin, and sees its own runs alone', async () => {
  const rig = await start(byKey);
  const body = { data: { export: 'job_1' } };
  expect((await rig.submit(body, 'chatter')).status).toBe(403);
  expect((await rig.submit(body)).status).toBe(401);
  const { id } = (await (await rig.submit(body, 'trainer')).json()) as TrainingRunWire;
  expect(rig.training.requests[0]).toMatchObject({ owner: 'trainer', scope: { owner: 'trainer' } });
  const status = async (key: string, path = ''): Promise<number> =>
    (await fetch(`${rig.url}/v1/training/runs/${id}${path}`, { headers: bearer(key) })).status;
  expect(await Promise.all(['trainer', 'root', 'other', 'chatter'].map((key) => status(key)))).toEqual([
    200, 200, 404, 403,
  ]);
  for (const path of ['/events', '/log', '/evaluation', '/report']) expect(await status('other', path)).toBe(404);
  expect((await rig.post('/v1/training/plan', body, { headers: bearer('chatter') })).status).toBe(403);
  const file = rig.files.add('{}', { owner: 'trainer' });
  expect((await rig.submit({ data: { file: file.id } }, 'other')).status).toBe(400);
  expect((await rig.submit({ data: { file: file.id } }, 'trainer')).status).toBe(200);
});
