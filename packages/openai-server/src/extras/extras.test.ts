import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test, vi } from 'vitest';
import { startServer, type TestServer } from '../../test/start-server.ts';
import { createStubModel, start, untilAborted } from '../../test/stub-model.ts';
import { createModelProvider } from '../models/create-model-provider.ts';

const messages = [{ role: 'user', content: 'one two three' }];

test('input tokens are those that the same chat completion would have', async () => {
  await using model = await createScriptedEngine().load({ id: 'scripted' });
  await using server = await startServer({ models: createModelProvider([model]) });
  const tools = [{ type: 'function', function: { name: 'look', description: 'Looks far.' } }];
  for (const body of [{ messages }, { messages, tools, n: 2, store: false }]) {
    const answer = await server.post('/v1/chat/completions', body);
    const { usage } = (await answer.json()) as { usage: { prompt_tokens: number } };
    const counted = await server.post('/v1/chat/completions/input_tokens', body);
    expect(await counted.json()).toEqual({ object: 'response.input_tokens', input_tokens: usage.prompt_tokens });
  }
});

test.each([
  [{}, 400, 'missing_required_parameter'],
  [{ messages, temprature: 1 }, 400, 'unknown_parameter'],
  [{ messages, model: 'other' }, 404, 'model_not_found'],
])('input tokens of %j are refused', async (body, status, code) => {
  await using server = await startServer();
  const answer = await server.post('/v1/chat/completions/input_tokens', body);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { code } });
});

test('slots show which are in use', async () => {
  const model = createStubModel({
    script: async function* (_, signal) {
      yield start();
      await untilAborted(signal);
    },
  });
  await using server = await startServer({ model });
  const slots = async (at: TestServer = server): Promise<unknown> => (await fetch(`${at.url}/slots?model=stub`)).json();
  const idle = { n_ctx: 1024, is_processing: false };
  expect(await slots()).toEqual([0, 1, 2, 3].map((id) => ({ id, ...idle })));
  const controller = new AbortController();
  await server.post('/v1/chat/completions', { messages, stream: true }, { signal: controller.signal });
  expect(await slots()).toMatchObject([{ id: 0, is_processing: true }, idle, idle, idle]);
  controller.abort();
  await vi.waitFor(() => expect(model.running()).toBe(0));
});

test('slots of an unknown model, and without a key, are refused', async () => {
  await using open = await startServer();
  expect((await fetch(`${open.url}/slots?model=other`)).status).toBe(404);
  expect((await fetch(`${open.url}/slots?model=a&model=b`)).status).toBe(400);
  expect((await fetch(`${open.url}/slots`, { method: 'POST' })).status).toBe(405);
  await using closed = await startServer({ authenticate: () => undefined });
  expect((await fetch(`${closed.url}/slots`)).status).toBe(401);
});
