import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import { createStubPushes, type StubPushes } from '../../test/stub-pushes.ts';
import type { Authenticator } from '../auth/authenticator.ts';

const keys: Authenticator = (token) => ({ id: token, scopes: token === 'root' ? ['chat', 'admin'] : ['chat'] });

interface Rig {
  pushes: StubPushes;
  call(method: string, path: string, options?: { body?: unknown; key?: string }): Promise<[number, unknown]>;
}

async function start(authenticate?: Authenticator): Promise<Rig> {
  const pushes = createStubPushes();
  const server = await startServer({ pushes, ...(authenticate && { authenticate }) });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return {
    pushes,
    async call(method, path, { body, key } = {}) {
      const response = await fetch(server.url + path, {
        method,
        headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return [response.status, await response.json()];
    },
  };
}

test('targets tell whether they are configured, and what is missing', async () => {
  const { call } = await start();
  expect(await call('GET', '/v1/pushes/targets')).toEqual([
    200,
    {
      object: 'list',
      data: [
        { name: 'label-studio', url: 'http://studio', configured: true, missing: [] },
        { name: 'langfuse', url: null, configured: false, missing: ['LANGFUSE_BASE_URL'] },
      ],
    },
  ]);
});

test('a push is a job with the filters of interactions, and can be cancelled', async () => {
  const { call, pushes } = await start();
  const where = { rating: 'none', min_score: 2, failed: false };
  expect(await call('POST', '/v1/pushes', { body: { target: 'label-studio', where } })).toMatchObject([
    200,
    { id: 'job_1', kind: 'push', status: 'running' },
  ]);
  await call('POST', '/v1/pushes', { body: { target: 'langfuse', dataset: 'd', run: 'r' } });
  expect(pushes.requests).toMatchObject([
    { target: 'label-studio', template: 'pairwise', where: { rating: 'none', minScore: 2, failed: false } },
    { target: 'langfuse', dataset: 'd', run: 'r', where: {} },
  ]);
  expect(await call('GET', '/v1/pushes?limit=1')).toMatchObject([200, { data: [{ id: 'job_1' }], has_more: false }]);
  expect(await call('GET', '/v1/pushes/job_1')).toMatchObject([200, { id: 'job_1' }]);
  expect(await call('DELETE', '/v1/pushes/job_1')).toMatchObject([200, { status: 'cancelled' }]);
  expect(pushes.cancelled).toEqual(['job_1']);
});

test.each([
  [{ target: 'post' }, 'target'],
  [{ target: 'langfuse' }, 'dataset'],
  [{ target: 'label-studio', where: { colour: 'red' } }, 'where.colour'],
])('%j is refused', async (body, param) => {
  const { call } = await start();
  expect(await call('POST', '/v1/pushes', { body })).toMatchObject([400, { error: { param } }]);
});

test('it takes the scope admin', async () => {
  const { call } = await start(keys);
  expect((await call('GET', '/v1/pushes/targets', { key: 'ada' }))[0]).toBe(403);
  expect((await call('GET', '/v1/pushes/targets', { key: 'root' }))[0]).toBe(200);
});
