import { logRecordSchema } from '@tuneloop/protocol';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryInteractionLog, type MemoryInteractionLog } from '../../test/memory-interaction-log.ts';
import { startServer } from '../../test/start-server.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { InteractionPageWire } from './answer-interactions.ts';

const keys: Authenticator = (token) =>
  ({
    root: { id: 'root', scopes: ['chat', 'admin'] as const },
    ada: { id: 'ada', scopes: ['chat'] as const },
    bob: { id: 'bob', scopes: ['chat'] as const },
    files: { id: 'files', scopes: ['train'] as const },
    analyst: { id: 'analyst', scopes: ['data'] as const },
  })[token];

interface Rig {
  log: MemoryInteractionLog;
  call(method: string, path: string, body?: unknown, key?: string): Promise<{ status: number; body: unknown }>;
  text(path: string, key?: string): Promise<Response>;
  /** Asks the model, and gives the answer's id. */
  ask(key?: string): Promise<string>;
}

async function start(authenticate?: Authenticator): Promise<Rig> {
  const log = createMemoryInteractionLog();
  const server = await startServer({ interactions: log, eventSinks: [log], ...(authenticate && { authenticate }) });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const call: Rig['call'] = async (method, path, body, key) => {
    const response = await fetch(server.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    log,
    call,
    text: (path, key) =>
      fetch(server.url + path, { headers: { ...(key !== undefined && { authorization: `Bearer ${key}` }) } }),
    async ask(key) {
      const messages = [{ role: 'user', content: 'Hi' }];
      const answer = await call('POST', '/v1/chat/completions', { messages, max_tokens: 9, seed: 1 }, key);
      return (answer.body as { id: string }).id;
    },
  };
}

test('what was said is shown by the id of the answer', async () => {
  const { call, ask } = await start();
  const id = await ask();
  expect(await call('GET', `/v1/interactions/${id}`)).toMatchObject({
    status: 200,
    body: {
      id,
      object: 'interaction',
      request_id: id,
      step: 0,
      choice: 0,
      model: 'stub',
      backend: 'stub',
      adapters: [],
      prompt: { type: 'messages', messages: [{ role: 'user', content: 'Hi' }] },
      message: { role: 'assistant', content: 'Hello there' },
      settings: { sampling: { seed: 1 }, maxTokens: 9 },
      finish_reason: 'stop',
      usage: { prompt_tokens: 10, completion_tokens: 3 },
      timings: { predicted_n: 3 },
      conversation_id: null,
      owner: null,
      error: null,
      ratings: [],
      choices: [],
    },
  });
});

test('pages hold the latest first, and go on behind an id', async () => {
  const { call, ask } = await start();
  const ids = [await ask(), await ask(), await ask()].toReversed();
  const first = (await call('GET', '/v1/interactions?limit=2')).body as InteractionPageWire;
  expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  expect(first).toMatchObject({ object: 'list', first_id: ids[0], last_id: ids[1], has_more: true });
  const second = (await call('GET', `/v1/interactions?limit=2&after=${first.last_id}`)).body as InteractionPageWire;
  expect(second).toMatchObject({ first_id: ids[2], has_more: false });
  expect((await call('GET', '/v1/interactions?after=none')).status).toBe(404);
});

test('filters are read, days are times, and what they cannot be is refused by name', async () => {
  const { call, log } = await start();
  const query = 'model=m&adapter=none&conversation_id=c&tag=t&since=2026-11-21&until=2026-11-22T01:00:00%2B01:00';
  await call('GET', `/v1/interactions?${query}&rating=up&min_score=3.5&text=a%20b&failed=false&request_id=r`);
  expect(log.queries.at(-1)).toEqual({
    scope: 'all',
    query: {
      model: 'm',
      adapter: 'none',
      conversation: 'c',
      request: 'r',
      tag: 't',
      since: '2026-11-21T00:00:00.000Z',
      until: '2026-11-22T00:00:00.000Z',
      rating: 'up',
      minScore: 3.5,
      text: 'a b',
      failed: false,
      after: undefined,
      limit: 20,
    },
  });
  for (const [wrong, param] of [
    ['limit=0', 'limit'],
    ['since=yesterday', 'since'],
    ['rating=good', 'rating'],
    ['colour=red', 'colour'],
  ]) {
    expect(await call('GET', `/v1/interactions?${wrong}`)).toMatchObject({ status: 400, body: { error: { param } } });
  }
});

test('the lines of the log are downloaded, the oldest first, with what was said of each', async () => {
  const { call, ask, log, text } = await start();
  const ids = [await ask(), await ask()];
  await call('POST', `/v1/interactions/${ids[0]}/ratings`, { thumb: 'up' });
  await log.compare('all', { id: 'cmp', drafts: ids });
  await log.choose('all', 'cmp', { outcome: 'tie' }, { author: 'ada', source: 'web' });
  const answer = await text('/v1/interactions.jsonl?model=stub&rating=any');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename=interactions.jsonl');
  expect(log.queries.at(-1)).toMatchObject({ scope: 'all', query: { model: 'stub', rating: 'any' } });
  const lines = (await answer.text()).trimEnd().split('\n');
  const records = lines.map((line) => logRecordSchema.parse(JSON.parse(line)));
  expect(records.map(({ type }) => type)).toEqual(['interaction', 'rating', 'comparison', 'choice', 'interaction']);
  expect(records.flatMap((record) => (record.type === 'interaction' ? record.interaction.id : []))).toEqual(ids);
  expect((await text('/v1/interactions.jsonl?limit=3')).status).toBe(400);
});

test('a timeline tells how many there were', async () => {
  const { call, ask } = await start();
  expect(await call('GET', '/v1/interactions/timeline')).toMatchObject({ body: { total: 0, step_seconds: 0 } });
  await ask();
  expect(await call('GET', '/v1/interactions/timeline?rating=none')).toEqual({
    status: 200,
    body: {
      object: 'interaction.timeline',
      total: 1,
      step_seconds: 1,
      buckets: [{ start: expect.any(Number) as number, count: 1, up: 0, down: 0, failed: 0 }],
    },
  });
});

test('a key downloads and counts what is its own alone', async () => {
  const { call, ask, text } = await start(keys);
  await ask('ada');
  await ask('bob');
  const download = await text('/v1/interactions.jsonl', 'ada');
  expect((await download.text()).trimEnd().split('\n')).toHaveLength(1);
  expect(await call('GET', '/v1/interactions/timeline', undefined, 'bob')).toMatchObject({ body: { total: 1 } });
  expect((await text('/v1/interactions.jsonl')).status).toBe(401);
  expect((await text('/v1/interactions.jsonl', 'files')).status).toBe(403);
});

describe('a rating', () => {
  test('is kept with its author, and the last one beside the first', async () => {
    const { call, ask } = await start();
    const id = await ask();
    const path = `/v1/interactions/${id}/ratings`;
    expect(await call('POST', path, { thumb: 'up', comment: 'Good.', tags: ['x'] })).toMatchObject({
      status: 200,
      body: {
        object: 'rating',
        interaction_id: id,
        author: 'anonymous',
        source: 'api',
        thumb: 'up',
        score: null,
        comment: 'Good.',
        tags: ['x'],
        withdrawn: [],
      },
    });
    const second = await call('POST', path, { thumb: null, correction: 'Better', author: 'ann', source: 'web' });
    expect(second.body).toMatchObject({ author: 'ann', source: 'web', thumb: null, withdrawn: ['thumb'] });
    const shown = (await call('GET', `/v1/interactions/${id}`)).body;
    expect(shown).toMatchObject({ ratings: [{ thumb: 'up' }, { correction: 'Better' }] });
  });

  test.each([
    [{}, undefined],
    [{ thumb: 'sideways' }, 'thumb'],
    [{ score: 6 }, 'score'],
    [{ stars: 5 }, 'stars'],
    [{ thumb: 'up', author: '' }, 'author'],
    [{ thumb: 'up', source: 'label-studio' }, 'source'],
  ])('is refused for %j', async (body, param) => {
    const { call, ask } = await start();
    const answer = await call('POST', `/v1/interactions/${await ask()}/ratings`, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { ...(param !== undefined && { param }) } } });
  });

  test('of what is not there is refused', async () => {
    const { call } = await start();
    expect((await call('POST', '/v1/interactions/none/ratings', { thumb: 'up' })).status).toBe(404);
  });
});

describe('keys', () => {
  test('see what is their own, and those with "data" or "admin" everything', async () => {
    const { call, ask } = await start(keys);
    const id = await ask('ada');
    expect((await call('GET', `/v1/interactions/${id}`, undefined, 'ada')).status).toBe(200);
    expect((await call('GET', `/v1/interactions/${id}`, undefined, 'root')).status).toBe(200);
    expect((await call('GET', `/v1/interactions/${id}`, undefined, 'analyst')).status).toBe(200);
    const list = await call('GET', '/v1/interactions', undefined, 'bob');
    expect(list.body).toMatchObject({ data: [] });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/ratings'],
    ] as const) {
      const body = method === 'POST' ? { thumb: 'up' } : undefined;
      expect((await call(method, `/v1/interactions/${id}${path}`, body, 'bob')).status).toBe(404);
    }
    expect((await call('GET', '/v1/interactions', undefined, 'files')).status).toBe(403);
    expect((await call('GET', '/v1/interactions')).status).toBe(401);
  });

  test('judge as themselves, unless they are admin’s', async () => {
    const { call, ask } = await start(keys);
    const path = `/v1/interactions/${await ask('ada')}/ratings`;
    expect((await call('POST', path, { thumb: 'up' }, 'ada')).body).toMatchObject({ author: 'ada' });
    expect((await call('POST', path, { thumb: 'up', author: 'bob' }, 'ada')).status).toBe(403);
    expect((await call('POST', path, { thumb: 'up', author: 'bob' }, 'root')).body).toMatchObject({ author: 'bob' });
  });
});

test('what is deleted is gone', async () => {
  const { call, ask } = await start();
  const id = await ask();
  expect(await call('DELETE', `/v1/interactions/${id}`)).toEqual({
    status: 200,
    body: { id, object: 'interaction.deleted', deleted: true },
  });
  expect((await call('GET', `/v1/interactions/${id}`)).status).toBe(404);
});

test('other methods are refused, and without a log there are no such routes', async () => {
  const { call } = await start();
  expect((await call('PUT', '/v1/interactions')).status).toBe(405);
  await using bare = await startServer();
  expect((await fetch(`${bare.url}/v1/interactions`)).status).toBe(404);
});
