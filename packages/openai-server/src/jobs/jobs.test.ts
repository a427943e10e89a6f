import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createJobRig, type JobRig } from '../../test/job-rig.ts';
import { startServer, type TestServer } from '../../test/start-server.ts';
import type { Authenticator, Scope } from '../auth/authenticator.ts';
import type { JobGraphWire, JobPageWire, JobWire } from './job-wire.ts';

interface Rig extends JobRig, TestServer {
  submit(kind: string, input?: object, headers?: Record<string, string>): Promise<JobWire>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

async function start(options: { authenticate?: Authenticator; scopes?: Record<string, Scope> } = {}): Promise<Rig> {
  const { scopes, ...rest } = options;
  const rig = createJobRig();
  const server = await startServer({ jobs: { queue: rig.queue, scopes }, ...rest });
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });
  return {
    ...rig,
    ...server,
    submit: async (kind, input = {}, headers = {}) =>
      (await (await server.post('/v1/jobs', { kind, input }, { headers })).json()) as JobWire,
    get: (path, headers = {}) => fetch(server.url + path, { headers }),
  };
}

interface SseEvent {
  id: number;
  event: string;
  data: Record<string, unknown>;
}

async function readEvents(response: Response): Promise<SseEvent[]> {
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const blocks = (await response.text()).split('\n\n').filter((block) => block.startsWith('id: '));
  return blocks.map((block) => {
    const [id, event, data] = block.split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
    return { id: Number(id), event: event ?? '', data: JSON.parse(data ?? '') as Record<string, unknown> };
  });
}

test('a job is submitted, followed to its end, and shown', async () => {
  const rig = await start();
  const job = await rig.submit('greet', { name: 'Ada' });
  expect(job).toMatchObject({ object: 'job', kind: 'greet', input: { name: 'Ada' }, ended_at: null, error: null });
  const events = await readEvents(await rig.get(`/v1/jobs/${job.id}/events`));
  expect(events.map(({ id, event }) => [id, event])).toEqual([
    [1, 'queued'],
    [2, 'started'],
    [3, 'progress'],
    [4, 'checkpoint'],
    [5, 'log'],
    [6, 'result'],
  ]);
  expect(events[2]?.data).toMatchObject({ type: 'progress', position: 3, completed: 1, total: 1 });
  expect(events[5]?.data).toMatchObject({ value: { greeting: 'Hello Ada' } });
  expect(JSON.stringify(events)).not.toContain('inner state');
  expect(await (await rig.get(`/v1/jobs/${job.id}`)).json()).toMatchObject({
    status: 'succeeded',
    result: { greeting: 'Hello Ada' },
    last_event: 6,
    progress: { phase: 'greet' },
  });
});

test('events are replayed behind the last one that was seen; 204 when there will be no more', async () => {
  const rig = await start();
  const { id } = await rig.submit('greet', { name: 'Ada' });
  await readEvents(await rig.get(`/v1/jobs/${id}/events`));
  const again = await readEvents(await rig.get(`/v1/jobs/${id}/events`, { 'last-event-id': '4' }));
  expect(again.map((event) => event.id)).toEqual([5, 6]);
  expect((await readEvents(await rig.get(`/v1/jobs/${id}/events?after=5`))).map((event) => event.id)).toEqual([6]);
  expect((await rig.get(`/v1/jobs/${id}/events?after=6`)).status).toBe(204);
  expect((await rig.get(`/v1/jobs/${id}/events?after=x`)).status).toBe(400);
});

test('two readers follow a running job, and one that leaves does not end it', async () => {
  const rig = await start();
  const { id } = await rig.submit('wait');
  const leaving = new AbortController();
  const gone = fetch(`${rig.url}/v1/jobs/${id}/events`, { signal: leaving.signal });
  const readers = [rig.get(`/v1/jobs/${id}/events`), rig.get(`/v1/jobs/${id}/events`)];
  await gone;
  leaving.abort();
  rig.release();
  for (const reader of readers) expect((await readEvents(await reader)).at(-1)?.event).toBe('result');
});

test('DELETE cancels, resume goes on', async () => {
  const rig = await start();
  const { id } = await rig.submit('wait');
  const url = `${rig.url}/v1/jobs/${id}`;
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(200);
  await vi.waitFor(async () => expect(await rig.queue.get(id)).toMatchObject({ status: 'cancelled' }));
  rig.release();
  expect(await (await rig.post(`/v1/jobs/${id}/resume`, {})).json()).toMatchObject({ id });
  const events = await readEvents(await rig.get(`/v1/jobs/${id}/events`));
  expect(events.map(({ event }) => event)).toEqual(['queued', 'started', 'cancelled', 'queued', 'started', 'result']);
  expect((await rig.post(`/v1/jobs/${id}/resume`, {})).status).toBe(400);
});

test('a failed job says why', async () => {
  const rig = await start();
  const { id } = await rig.submit('fail');
  const events = await readEvents(await rig.get(`/v1/jobs/${id}/events`));
  const error = { code: 'upstream_failed', message: 'The hub is away.' };
  expect(events.at(-1)).toMatchObject({ event: 'failed', data: { error } });
  expect(await (await rig.get(`/v1/jobs/${id}`)).json()).toMatchObject({ status: 'failed', error });
});

test('what comes after a job that failed is skipped, and says so; both are tried anew', async () => {
  const rig = await start();
  const first = await rig.submit('wait');
  const request = { kind: 'greet', input: { name: 'Ada' }, after: [first.id], priority: 5 };
  const second = (await (await rig.post('/v1/jobs', request)).json()) as JobWire;
  expect(second).toMatchObject({ status: 'waiting', after: [first.id], priority: 5, group: null, step: null });
  await rig.queue.cancel(first.id);
  const events = await readEvents(await rig.get(`/v1/jobs/${second.id}/events`));
  expect(events.map(({ event }) => event)).toEqual(['waiting', 'skipped']);
  const error = { code: 'job_failed', message: expect.stringContaining(first.id) as string };
  expect(events[1]?.data).toMatchObject({ error });
  expect(await (await rig.get(`/v1/jobs?status=skipped`)).json()).toMatchObject({ data: [{ id: second.id, error }] });
  rig.release();
  expect(await (await rig.post(`/v1/jobs/${first.id}/retry`, {})).json()).toMatchObject({ id: first.id });
  const again = await readEvents(await rig.get(`/v1/jobs/${second.id}/events?after=2`));
  expect([again[0]?.event, again.at(-1)?.event]).toEqual(['waiting', 'result']);
  expect((await rig.post('/v1/jobs', { ...request, after: ['job_none'] })).status).toBe(404);
  expect((await rig.post('/v1/jobs', { ...request, priority: 1001 })).status).toBe(400);
});

test('the steps of a graph are listed by its id', async () => {
  const rig = await start();
  const greet = { kind: 'greet', input: { name: 'Ada' } };
  const { id } = await rig.queue.submitGraph({
    steps: [
      { ...greet, name: 'a' },
      { ...greet, name: 'b', after: ['a'] },
    ],
  });
  await rig.submit('greet', { name: 'Bob' });
  const page = (await (await rig.get(`/v1/jobs?group=${id}`)).json()) as JobPageWire;
  expect(page.data.map(({ step, group }) => [step, group])).toEqual([
    ['b', id],
    ['a', id],
  ]);
});

test('a graph is submitted, followed, cancelled and resumed as a whole', async () => {
  const rig = await start();
  const steps = [
    { name: 'b', kind: 'greet', input: { name: 'Ada' }, after: ['a'] },
    { name: 'a', kind: 'wait', input: {} },
  ];
  const submit = async (): Promise<JobGraphWire> =>
    (await (
      await rig.post('/v1/jobs/graphs', { steps }, { headers: { 'idempotency-key': 'once' } })
    ).json()) as JobGraphWire;
  const graph = await submit();
  expect(graph).toMatchObject({ object: 'job.graph', jobs: [{ step: 'b', status: 'waiting' }, { step: 'a' }] });
  expect((await submit()).id).toBe(graph.id);
  const url = `/v1/jobs/graphs/${graph.id}`;
  await rig.post(`${url}/cancel`, {});
  const cancelled = await readEvents(await rig.get(`${url}/events`));
  expect(await (await rig.get(url)).json()).toMatchObject({ status: 'cancelled', last_event: cancelled.length });
  expect((await rig.get(`${url}/events?after=${cancelled.length}`)).status).toBe(204);
  rig.release();
  expect(await (await rig.post(`${url}/resume`, {})).json()).toMatchObject({ status: 'running' });
  const after = await readEvents(await rig.get(`${url}/events`, { 'last-event-id': String(cancelled.length) }));
  expect(after.map(({ id }) => id)).toEqual(after.map((_, index) => cancelled.length + index + 1));
  expect(after.at(-1)).toMatchObject({
    event: 'result',
    data: { step: 'b', job: graph.jobs[0]?.id, event: { position: 9 } },
  });
  expect(await (await rig.get(url)).json()).toMatchObject({ status: 'succeeded' });
  expect((await rig.post(`${url}/resume`, {})).status).toBe(400);
});

test('an attempt that failed is told, with the time of the next', async () => {
  const rig = await start();
  const { id } = await rig.submit('flaky');
  const events = await readEvents(await rig.get(`/v1/jobs/${id}/events`));
  expect(events.map(({ event }) => event)).toEqual(['queued', 'started', 'retrying', 'started', 'result']);
  expect(events[2]?.data).toMatchObject({
    attempt: 1,
    error: { code: 'upstream_failed', message: 'The hub is away.' },
    next_attempt_at: expect.any(Number) as number,
  });
});

test('the list is in pages, the latest first, and can be filtered', async () => {
  const rig = await start();
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c']) ids.unshift((await rig.submit('greet', { name })).id);
  const failed = await rig.submit('fail');
  const list = async (query: string): Promise<JobPageWire> =>
    (await (await rig.get(`/v1/jobs${query}`)).json()) as JobPageWire;
  expect(await list('?limit=2')).toMatchObject({ first_id: failed.id, last_id: ids[0], has_more: true });
  expect((await list(`?kind=greet&after=${ids[0]}`)).data.map(({ id }) => id)).toEqual(ids.slice(1));
  expect((await list('?status=cancelled')).data).toEqual([]);
});

test('the same Idempotency-Key gives the same job', async () => {
  const rig = await start();
  const headers = { 'idempotency-key': 'once' };
  const { id } = await rig.submit('greet', { name: 'Ada' }, headers);
  expect((await rig.submit('greet', { name: 'Ada' }, headers)).id).toBe(id);
  const other = await rig.post('/v1/jobs', { kind: 'greet', input: { name: 'Bob' } }, { headers });
  expect(other.status).toBe(400);
});

describe('refused', () => {
  test.each([
    ['/v1/jobs', { kind: 'fly' }, 400, 'kind'],
    ['/v1/jobs', { kind: 'greet', input: { name: 1 } }, 400, 'input.name'],
    ['/v1/jobs', { input: {} }, 400, 'kind'],
    ['/v1/jobs', { kind: 'greet', extra: 1 }, 400, 'extra'],
    ['/v1/jobs/graphs', { steps: [] }, 400, 'steps'],
    ['/v1/jobs/graphs', { steps: [{ name: 'a', kind: 'greet', input: {} }] }, 400, 'steps[0].input.name'],
    ['/v1/jobs/graphs/graph_none/cancel', {}, 404, null],
    ['/v1/jobs/graphs/graph_none/resume', {}, 404, null],
    ['/v1/jobs/job_none/resume', {}, 404, null],
    ['/v1/jobs/job_none/retry', {}, 404, null],
  ])('POST %s %j', async (path, body, status, param) => {
    const rig = await start();
    const response = await rig.post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { param } });
  });

  test.each([
    ['/v1/jobs?limit=0', 400],
    ['/v1/jobs?status=asleep', 400],
    ['/v1/jobs?colour=red', 400],
    ['/v1/jobs/job_none', 404],
    ['/v1/jobs/job_none/events', 404],
    ['/v1/jobs/graphs/graph_none', 404],
    ['/v1/jobs/graphs/graph_none/events', 404],
    ['/v1/jobs/graphs', 405],
  ])('GET %s', async (path, status) => {
    const rig = await start();
    expect((await rig.get(path)).status).toBe(status);
  });

  test('a method that is none of the route', async () => {
    const rig = await start();
    expect((await fetch(`${rig.url}/v1/jobs`, { method: 'PUT' })).status).toBe(405);
  });
});

describe('API keys', () => {
  const keys: Record<string, Scope[]> = { root: ['admin'], greeter: ['train'], chatter: ['chat'] };
  const authenticate: Authenticator = (token) => {
    const scopes = keys[token];
    return scopes && { id: token, scopes };
  };
  const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

  test("need admin, or the kind's own scope, for that kind alone", async () => {
    const rig = await start({ authenticate, scopes: { greet: 'train' } });
    const status = async (kind: string, key: string): Promise<number> => {
      const input = kind === 'greet' ? { name: 'x' } : {};
      return (await rig.post('/v1/jobs', { kind, input }, { headers: bearer(key) })).status;
    };
    expect(await status('greet', 'root')).toBe(200);
    expect(await status('fail', 'root')).toBe(200);
    expect(await status('greet', 'greeter')).toBe(200);
    expect(await status('fail', 'greeter')).toBe(403);
    expect(await status('greet', 'chatter')).toBe(403);
    expect((await rig.post('/v1/jobs', { kind: 'greet', input: { name: 'x' } })).status).toBe(401);

    const hidden = await rig.submit('fail', {}, bearer('root'));
    const seen = async (key: string): Promise<string[]> => {
      const page = (await (await rig.get('/v1/jobs', bearer(key))).json()) as JobPageWire;
      return [...new Set(page.data.map(({ kind }) => kind))].toSorted();
    };
    expect(await seen('root')).toEqual(['fail', 'greet']);
    expect(await seen('greeter')).toEqual(['greet']);
    expect(await seen('chatter')).toEqual([]);
    for (const path of [`/v1/jobs/${hidden.id}`, `/v1/jobs/${hidden.id}/events`]) {
      expect((await rig.get(path, bearer('greeter'))).status).toBe(404);
    }
    const after = { kind: 'greet', input: { name: 'x' }, after: [hidden.id] };
    expect((await rig.post('/v1/jobs', after, { headers: bearer('greeter') })).status).toBe(404);
    const graph = { steps: [{ name: 'a', kind: 'greet', input: { name: 'x' } }] };
    expect((await rig.post('/v1/jobs/graphs', graph, { headers: bearer('chatter') })).status).toBe(403);
    const { id } = (await (await rig.post('/v1/jobs/graphs', graph, { headers: bearer('greeter') })).json()) as JobWire;
    expect((await rig.get(`/v1/jobs/graphs/${id}`, bearer('greeter'))).status).toBe(200);
    for (const path of [id, `${id}/events`]) {
      expect((await rig.get(`/v1/jobs/graphs/${path}`, bearer('chatter'))).status).toBe(404);
    }
    const cancel = { method: 'DELETE', headers: bearer('greeter') };
    expect((await fetch(`${rig.url}/v1/jobs/${hidden.id}`, cancel)).status).toBe(404);
  });
});
