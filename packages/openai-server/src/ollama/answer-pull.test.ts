import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, test, vi } from 'vitest';
import { connect, readLines } from '../../test/ollama-rig.ts';
import { untilAborted } from '../../test/stub-model.ts';
import type { OpenAIRouterOptions } from '../router/router-options.ts';

describe('pulling', () => {
  type Pull = NonNullable<Exclude<OpenAIRouterOptions['ollama'], false | undefined>['pull']>;
  const download: Pull = async (reference, { onProgress }) => {
    if (reference === 'none') throw new TuneloopError('MODEL_NOT_FOUND', 'There is no model "none".');
    onProgress({ phase: 'download', completed: 1, total: 4, label: reference });
    if (reference === 'half') throw new TuneloopError('TIMEOUT', 'The download took too long.');
    onProgress({ phase: 'verify', completed: 4 });
    onProgress({ phase: 'load', completed: 1000, total: 1000 });
  };

  test('tells its progress', async () => {
    await using rig = await connect({}, { ollama: { pull: download } });
    const answer = await rig.server.post('/api/pull', { model: 'qwen3:8b' });
    expect(await readLines(answer)).toEqual([
      { status: 'downloading qwen3:8b', completed: 1, total: 4 },
      { status: 'verifying', completed: 4 },
      { status: 'loading' },
      { status: 'success' },
    ]);
    const whole = await rig.server.post('/api/pull', { name: 'qwen3:8b', stream: false });
    expect(await whole.json()).toEqual({ status: 'success' });
  });

  test.each([true, false])('fails clearly (stream: %s)', async (stream) => {
    await using rig = await connect({}, { ollama: { pull: download } });
    const missing = await rig.server.post('/api/pull', { model: 'none', stream });
    expect([missing.status, await missing.json()]).toEqual([404, { error: 'There is no model "none".' }]);
    const half = await rig.server.post('/api/pull', { model: 'half', stream });
    expect(half.status).toBe(stream ? 200 : 504);
    expect((await half.text()).trim().split('\n').at(-1)).toBe('{"error":"The download took too long."}');
  });

  test('ends when the client goes away', async () => {
    let ended = false;
    const pull: Pull = async (_, { signal, onProgress }) => {
      onProgress({ phase: 'download', completed: 0 });
      await untilAborted(signal).finally(() => {
        ended = true;
      });
    };
    await using rig = await connect({}, { ollama: { pull } });
    const controller = new AbortController();
    await rig.server.post('/api/pull', { model: 'x' }, { signal: controller.signal });
    controller.abort();
    await vi.waitFor(() => expect(ended).toBe(true));
  });

  test('needs the scope admin', async () => {
    const authenticate: OpenAIRouterOptions['authenticate'] = (token) => ({
      id: token,
      scopes: token === 'boss' ? ['admin'] : ['chat'],
    });
    await using rig = await connect({}, { ollama: { pull: download }, authenticate });
    const as = (token: string): Promise<Response> =>
      rig.server.post('/api/pull', { model: 'x' }, { headers: { authorization: `Bearer ${token}` } });
    expect((await as('me')).status).toBe(403);
    expect((await as('boss')).status).toBe(200);
  });
});
