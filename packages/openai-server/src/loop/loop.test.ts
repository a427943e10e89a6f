import { expect, onTestFinished, test } from 'vitest';
import { createScriptedLoop, type ScriptedLoop } from '../../test/scripted-loop.ts';
import { startServer, type TestServer } from '../../test/start-server.ts';
import type { Authenticator } from '../auth/authenticator.ts';

async function start(authenticate?: Authenticator): Promise<{ loop: ScriptedLoop; server: TestServer }> {
  const loop = createScriptedLoop();
  const server = await startServer({ loop, authenticate });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { loop, server };
}

test('shows what is new and what became of the last loop', async () => {
  const { loop, server } = await start();
  const show = async (): Promise<unknown> => (await fetch(`${server.url}/v1/loop`)).json();
  expect(await show()).toEqual({
    object: 'loop',
    enabled: true,
    schedule: '0 3 * * *',
    min_ratings: 20,
    method: 'dpo',
    name: 'loop',
    promote_if: null,
    new_ratings: 12,
    next_at: 1_795_230_000,
    last: null,
  });
  await server.post('/v1/loop/run', { min_ratings: 5, promote_if: 'margin>0', name: null });
  expect(loop.requests).toEqual([
    { minRatings: 5, promoteIf: 'margin>0', method: undefined, name: undefined, model: undefined, owner: undefined },
  ]);
  expect(await show()).toMatchObject({
    new_ratings: 0,
    last: {
      run: 'run_1',
      reason: 'asked',
      status: 'succeeded',
      adapter: 'loop',
      version: 2,
      live: false,
      why: 'Worse.',
    },
  });
  loop.fail({ code: 'JOB_FAILED', message: '12 of 20 ratings.' });
  expect(await show()).toMatchObject({ last: { error: { code: 'job_failed', message: '12 of 20 ratings.' } } });
});

test.each([
  [{ min_ratings: -1 }, 'min_ratings'],
  [{ method: 'magic' }, 'method'],
  [{ data: 'x' }, 'data'],
])('%j is refused', async (body, param) => {
  const { server } = await start();
  const answer = await server.post('/v1/loop/run', body);
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: { param } }]);
});

test('who trains may look, who administers may begin', async () => {
  const { server } = await start((token) => ({ id: token, scopes: [token as 'train' | 'admin' | 'chat'] }));
  const status = async (key: string): Promise<number[]> => {
    const headers = { authorization: `Bearer ${key}` };
    const seen = await fetch(`${server.url}/v1/loop`, { headers });
    return [seen.status, (await server.post('/v1/loop/run', {}, { headers })).status];
  };
  expect(await status('chat')).toEqual([403, 403]);
  expect(await status('train')).toEqual([200, 403]);
  expect(await status('admin')).toEqual([200, 200]);
});
