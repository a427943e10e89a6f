import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createTestPlatform, eventually, type TestPlatform } from '../../test/test-platform.ts';

/** A Label Studio with one task, about this interaction, that Ada has given four stars. */
async function startStudio(interaction: () => string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const result = [{ from_name: 'score', to_name: 'answer', type: 'rating', value: { rating: 4 } }];
  const annotation = { id: 5, completed_by: 1, created_at: '2026-01-02T00:00:00Z', result };
  const task = (): object => ({
    id: 7,
    project: 3,
    data: { tuneloop_key: 'rating', tuneloop_interaction: interaction() },
    annotations: [annotation],
  });
  const answers: Record<string, () => unknown> = {
    '/api/projects/3/': () => ({ id: 3, title: 'Answers', created_at: '2026-01-01T00:00:00Z' }),
    '/api/tasks': () => ({ total: 1, tasks: [task()] }),
    '/api/users': () => [{ id: 1, email: 'ada@example.com' }],
    '/api/tasks/7': task,
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.end(JSON.stringify(answers[request.url?.split('?')[0] ?? '']?.()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function startServer(url: string): Promise<TestPlatform> {
  const env = {
    LABEL_STUDIO_URL: url,
    LABEL_STUDIO_API_KEY: 'studio-token',
    LABEL_STUDIO_PROJECT: '3',
    LABEL_STUDIO_WEBHOOK_SECRET: 'hook-secret',
    API_KEY: 'server-key',
  };
  return createTestPlatform({ env });
}

function tell(url: string, secret: string, body: unknown): Promise<Response> {
  return fetch(`${url}/v1/labelstudio/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tuneloop-secret': secret },
    body: JSON.stringify(body),
  });
}

test('a webhook has the judgement pulled, without an API key and without believing what it says', async () => {
  let id = '';
  const studio = await startStudio(() => id);
  await using server = await startServer(studio.url);
  const { url } = await server.platform.listen();
  const headers = { authorization: 'Bearer server-key', 'content-type': 'application/json' };
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] });
  const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
  ({ id } = (await answer.json()) as { id: string });

  const lie = { id: 5, result: [{ type: 'rating', value: { rating: 1 } }] };
  const event = { action: 'ANNOTATION_CREATED', project: { id: 3 }, task: { id: 7 }, annotation: lie };
  expect((await tell(url, 'wrong', event)).status).toBe(401);
  expect(studio.asked).not.toContain('/api/tasks/7 Token studio-token');
  expect((await tell(url, 'hook-secret', 'no event')).status).toBe(400);
  expect((await tell(url, 'hook-secret', event)).status).toBe(202);
  const ratings = async (): Promise<unknown[]> =>
    ((await (await fetch(`${url}/v1/interactions/${id}`, { headers })).json()) as { ratings: unknown[] }).ratings;
  await eventually(async () => (await ratings()).length === 1);
  expect(await ratings()).toMatchObject([{ score: 4, author: 'ada@example.com', source: 'label-studio' }]);
  expect(studio.asked).toContain('/api/tasks/7 Token studio-token');
  expect(server.logged()).not.toMatch(/studio-token|hook-secret/);
});

test('a server that starts pulls what was judged before', async () => {
  const studio = await startStudio(() => 'judged-before');
  await using server = await startServer(studio.url);
  const time = '2026-01-01T00:00:00.000Z';
  const of = { model: 'scripted', backend: 'scripted', adapters: [], settings: {}, tags: [] };
  const interaction = { id: 'judged-before', request: 'judged-before', step: 0, choice: 0, time, ...of };
  server.platform.recording.sink.write({ version: 1, type: 'interaction', interaction });
  await server.platform.listen();
  const judged = (): Promise<unknown> => server.platform.recording.log.get('all', 'judged-before');
  await expect.poll(judged).toMatchObject({ ratings: [{ score: 4, source: 'label-studio' }] });
});

test('a pull that fails is logged, and the server goes on', async () => {
  const studio = await startStudio(() => 'unknown');
  await using server = await startServer(studio.url);
  const { url } = await server.platform.listen();
  const event = { action: 'ANNOTATION_CREATED', project: { id: 3 }, task: { id: 8 } };
  expect((await tell(url, 'hook-secret', event)).status).toBe(202);
  await eventually(async () => server.logged().includes('is not Label Studio'));
  expect((await fetch(`${url}/health`)).status).toBe(200);
});

test('without a secret there is no receiver, and with one alone the configuration is wrong', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  expect((await tell(url, '', {})).status).toBe(404);
  const incomplete = createTestPlatform({ env: { LABEL_STUDIO_WEBHOOK_SECRET: 'hook-secret' } });
  await expect(incomplete).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
