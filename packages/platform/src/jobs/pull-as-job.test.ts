import { TuneloopError, type JobQueue } from '@tuneloop/protocol';
import { expect, test, vi } from 'vitest';
import { createTestPlatform, eventually, scriptedModel } from '../../test/test-platform.ts';
import { pullAsJob } from './pull-as-job.ts';

const pull = (url: string, body: object, signal?: AbortSignal): Promise<Response> =>
  fetch(`${url}/api/pull`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

test('/api/pull downloads as a job, and tells of it in lines', async () => {
  await using server = await createTestPlatform({
    resolve: async (_reference, options) => {
      options?.onProgress?.({ phase: 'download', completed: 5, total: 10 });
      return scriptedModel;
    },
  });
  const { url } = await server.platform.listen();
  const lines = (await (await pull(url, { model: 'hf:some/model' })).text()).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { status: string }).status).at(-1)).toBe('success');
  expect((await server.platform.jobs.list()).jobs).toMatchObject([
    { kind: 'download', status: 'succeeded', input: { model: 'hf:some/model' } },
  ]);
});

test('what fails answers as it did without jobs', async () => {
  await using server = await createTestPlatform({
    resolve: async (reference) => {
      if (reference !== 'hf:no/model') return scriptedModel;
      throw new TuneloopError('MODEL_NOT_FOUND', 'There is no model "hf:no/model".');
    },
  });
  const { url } = await server.platform.listen();
  const response = await pull(url, { model: 'hf:no/model', stream: false });
  expect([response.status, await response.json()]).toEqual([404, { error: 'There is no model "hf:no/model".' }]);
});

test('a client that goes away cancels it', async () => {
  await using server = await createTestPlatform({
    resolve: async (reference, options) => {
      if (reference !== 'hf:slow/model') return scriptedModel;
      await new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(TuneloopError.from(options.signal?.reason)));
      });
      return scriptedModel;
    },
  });
  const { url } = await server.platform.listen();
  const leaving = new AbortController();
  const answer = pull(url, { model: 'hf:slow/model', stream: false }, leaving.signal).catch(() => undefined);
  const status = async (): Promise<string | undefined> => (await server.platform.jobs.list()).jobs[0]?.status;
  await eventually(async () => (await status()) === 'running');
  leaving.abort();
  await answer;
  await vi.waitFor(async () => expect(await status()).toBe('cancelled'), 5000);
});

test('without a store it is downloaded all the same', async () => {
  const submit = vi.fn<JobQueue['submit']>().mockRejectedValue(new TuneloopError('STORE_FAILED', 'The disk is full.'));
  const directly = vi.fn(async () => scriptedModel);
  const call = { signal: new AbortController().signal, onProgress: () => undefined };
  await pullAsJob({ submit } as unknown as JobQueue, directly)('hf:some/model', call);
  expect(directly).toHaveBeenCalledExactlyOnceWith('hf:some/model', call);
});
