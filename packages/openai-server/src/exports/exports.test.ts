import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import { createStubExports, noStatistics, type StubExports } from '../../test/stub-exports.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { StatisticsSource } from '../statistics/statistics.ts';

const keys: Authenticator = (token) => ({ id: token, scopes: token === 'root' ? ['chat', 'admin'] : ['chat'] });

interface Rig {
  exports: StubExports;
  call(method: string, path: string, options?: { body?: unknown; key?: string }): Promise<Response>;
}

async function start(options: { authenticate?: Authenticator; statistics?: StatisticsSource } = {}): Promise<Rig> {
  const exports = createStubExports();
  const server = await startServer({ exports, ...options });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return {
    exports,
    call: (method, path, { body, key } = {}) =>
      fetch(server.url + path, {
        method,
        headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
}

test('settings go on by their own names, filters as those of interactions', async () => {
  const { call, exports } = await start();
  const where = { conversation_id: 'talk', min_score: 4, failed: false, since: '2026-11-01' };
  const body = { format: 'dpo', max_pairs_per_prompt: 3, where, split: { validation: 0.1 }, as_of: null };
  const answer = await call('POST', '/v1/exports', { body });
  expect(await answer.json()).toMatchObject({ id: 'job_1', object: 'job', kind: 'export' });
  expect(exports.requests).toMatchObject([
    {
      settings: { format: 'dpo', maxPairsPerPrompt: 3, split: { validation: 0.1 } },
      where: { conversation: 'talk', minScore: 4, failed: false, since: '2026-11-01T00:00:00.000Z' },
      scope: 'all',
    },
  ]);
  expect(exports.requests[0]?.settings).not.toHaveProperty('asOf');
});

test.each([
  [{}, 'format'],
  [{ format: 'sft', where: { colour: 'red' } }, 'where.colour'],
  [{ format: 'sft', maxPairsPerPrompt: 3 }, 'maxPairsPerPrompt'],
])('%j is refused', async (body, param) => {
  const { call } = await start();
  const answer = await call('POST', '/v1/exports', { body });
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: { param } }]);
});

test('a preview has the first rows, and the counts by reason', async () => {
  const { call } = await start();
  const answer = await call('POST', '/v1/exports/preview', {
    body: { format: 'sft', limit: 1, where: { rating: 'up' } },
  });
  expect(await answer.json()).toEqual({
    object: 'export.preview',
    format: 'sft',
    interactions: 3,
    used: 2,
    left_out: { 'no-rating': 1 },
    rows: 2,
    files: [{ split: null, rows: 2, first: [{ row: { messages: [] }, sources: ['a'] }] }],
    complete: true,
  });
  const wrong = await call('POST', '/v1/exports/preview', { body: { format: 'sft', limit: 51 } });
  expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: { param: 'limit' } }]);
});

test('a key lists its own exports', async () => {
  const { call } = await start({ authenticate: keys });
  await call('POST', '/v1/exports', { body: { format: 'sft' }, key: 'ada' });
  const list = async (key: string): Promise<unknown> => (await call('GET', '/v1/exports?limit=5', { key })).json();
  expect(await list('ada')).toMatchObject({ object: 'list', data: [{ id: 'job_1' }], has_more: false });
  expect(await list('bob')).toMatchObject({ data: [] });
  expect(await list('root')).toMatchObject({ data: [{ id: 'job_1' }] });
});

test('a file is downloaded under its name, others by theirs', async () => {
  const { call } = await start();
  const first = await call('GET', '/v1/exports/job_1/file');
  expect(first.headers.get('content-disposition')).toBe('attachment; filename=sft.jsonl');
  expect(first.headers.get('content-length')).toBe('16');
  expect(await first.text()).toBe('{"messages":[]}\n');
  const manifest = await call('GET', '/v1/exports/job_1/file?name=sft.jsonl.manifest.json');
  expect(await manifest.text()).toBe('{}');
  expect((await call('GET', '/v1/exports/job_1/file?name=other')).status).toBe(404);
});

test('a key exports what is its own, and sees its own exports alone', async () => {
  const { call, exports } = await start({ authenticate: keys });
  await call('POST', '/v1/exports', { body: { format: 'sft' }, key: 'ada' });
  expect(exports.requests.at(-1)).toMatchObject({ scope: { owner: 'ada' }, owner: 'ada' });
  for (const [method, path] of [
    ['GET', '/v1/exports/job_1'],
    ['GET', '/v1/exports/job_1/file'],
    ['DELETE', '/v1/exports/job_1'],
  ] as const) {
    expect((await call(method, path, { key: 'bob' })).status).toBe(404);
    expect((await call(method, path, { key: 'ada' })).status).toBe(200);
    expect((await call(method, path, { key: 'root' })).status).toBe(200);
  }
  expect(exports.removed).toEqual(['job_1', 'job_1']);
  expect((await call('GET', '/v1/exports/job_2', { key: 'ada' })).status).toBe(404);
});

test('statistics say null where nothing can be said, and look at what the key may see', async () => {
  const asked: unknown[] = [];
  const statistics: StatisticsSource = async (query, { scope }) => {
    asked.push([query.model, scope]);
    const winRate = { share: 0.5, low: 0.1, high: 0.9 };
    const contestant = { name: 'a:b', model: 'a', adapters: ['b'], strength: 0, low: -1, high: 1, elo: 1000 };
    const contestants = [{ ...contestant, contests: 2, wins: 1, ties: 0, bothBad: 1, winRate }];
    return { ...noStatistics, pairs: [{ authors: ['x', 'y'], kappa: 0.5, items: 2 }], contestants };
  };
  const { call } = await start({ authenticate: keys, statistics });
  const answer = await call('GET', '/v1/statistics?model=a', { key: 'ada' });
  expect(await answer.json()).toMatchObject({
    object: 'statistics',
    agreement: { thumbs: { alpha: null, items: 0 } },
    authors: [{ authors: ['x', 'y'], kappa: 0.5 }],
    contestants: [{ name: 'a:b', both_bad: 1, win_rate: { share: 0.5 } }],
  });
  expect(asked).toEqual([['a', { owner: 'ada' }]]);
  expect((await call('GET', '/v1/statistics?limit=3', { key: 'ada' })).status).toBe(400);
});
