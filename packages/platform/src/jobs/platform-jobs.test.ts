import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type Job } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { createTestPlatform, eventually, scriptedModel, type TestPlatform } from '../../test/test-platform.ts';

async function submit({ platform }: TestPlatform, url: string, model: string): Promise<{ id: string; url: string }> {
  const response = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'download', input: { model } }),
  });
  expect([response.status, platform.state]).toEqual([200, expect.any(String)]);
  const { id } = (await response.json()) as { id: string };
  return { id, url: `${url}/v1/jobs/${id}` };
}

test('a model is downloaded as a job that can be followed, and whose result names no folder', async () => {
  await using server = await createTestPlatform({
    resolve: async (reference, options) => {
      options?.onProgress?.({ phase: 'download', completed: 100, total: 100 });
      return { ...scriptedModel, reference };
    },
  });
  const { url } = await server.platform.listen();
  const job = await submit(server, url, 'hf:some/model');
  const events = await (await fetch(`${job.url}/events`)).text();
  expect(events).toContain('event: progress');
  expect(events).toContain('event: result');
  const shown = (await (await fetch(job.url)).json()) as Job;
  expect(shown).toMatchObject({ status: 'succeeded', result: { id: 'scripted', reference: 'hf:some/model' } });
  expect(JSON.stringify(shown)).not.toContain('/models/');
});

test('a download that fails says why, without the folders', async () => {
  await using server = await createTestPlatform({
    resolve: async (reference) => {
      if (reference !== 'hf:broken/model') return scriptedModel;
      throw new TuneloopError('RESOURCE_EXHAUSTED', 'The disk of /home/me/models/a.gguf is full.');
    },
  });
  const { url } = await server.platform.listen();
  const job = await submit(server, url, 'hf:broken/model');
  await (await fetch(`${job.url}/events`)).text();
  expect(await (await fetch(job.url)).json()).toMatchObject({
    status: 'failed',
    error: { code: 'resource_exhausted', message: 'The disk of a.gguf is full.' },
  });
});

test('jobs that were submitted before are run from the start on', async () => {
  await using server = await createTestPlatform();
  const { jobs } = server.platform;
  const { id } = await jobs.submit({ kind: 'download', input: { model: 'some' } });
  expect(await jobs.get(id)).toMatchObject({ status: 'queued' });
  jobs.start();
  for await (const _event of jobs.events(id, { signal: AbortSignal.timeout(5000) })) void _event;
  expect(await jobs.get(id)).toMatchObject({ status: 'succeeded' });
});

test('a server serves models also when the store cannot be opened, and says so', async () => {
  await using server = await createTestPlatform();
  await mkdir(join(server.folder, 'store.sqlite'));
  const { url } = await server.platform.listen();
  await eventually(() => server.logged().includes('jobs are not available'));
  expect((await fetch(`${url}/v1/jobs`)).status).toBe(500);
  expect((await fetch(`${url}/v1/models`)).status).toBe(200);
});

test('the WebSocket asks for a key like every route, and is drained with the server', async () => {
  await using server = await createTestPlatform({ env: { API_KEY: 'sk-open' } });
  const { url } = await server.platform.listen();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`);
  const types: string[] = [];
  socket.addEventListener('message', ({ data }) => types.push((JSON.parse(String(data)) as { type: string }).type));
  const send = (message: object): void => socket.send(JSON.stringify(message));
  let closeCode: number | undefined;
  socket.addEventListener('close', ({ code }) => (closeCode = code));
  await eventually(() => types.includes('authentication-required'));
  send({ type: 'authenticate', key: 'sk-open' });
  send({ type: 'generate', id: 'a', request: { messages: [{ role: 'user', content: 'Hi' }] } });
  await eventually(() => types.includes('done'));
  await server.platform.close({ drainMs: 5000 });
  await eventually(() => closeCode !== undefined);
  expect([closeCode, types.slice(0, 3)]).toEqual([1001, ['authentication-required', 'ready', 'accepted']]);
});
