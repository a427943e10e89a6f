import { createScriptedEngine, type ScriptedEngineOptions } from '@tuneloop/runtime/scripted';
import type { LoadedModel } from '@tuneloop/protocol';
import OpenAI, { APIError, APIUserAbortError } from 'openai';
import { describe, expect, test, vi } from 'vitest';
import { startServer, type TestServer } from '../../test/start-server.ts';
import { collect } from '../../test/stub-model.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import type { OpenAIRouterOptions } from './router-options.ts';

interface Rig extends AsyncDisposable {
  client: OpenAI;
  model: LoadedModel;
  server: TestServer;
}

async function connect(engine: ScriptedEngineOptions = {}, router: Partial<OpenAIRouterOptions> = {}): Promise<Rig> {
  const model = await createScriptedEngine(engine).load({ id: 'scripted' });
  const server = await startServer({ models: createModelProvider([model]), ...router });
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
  const dispose = async (): Promise<void> => {
    await server[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
  };
  return { client, model, server, [Symbol.asyncDispose]: dispose };
}

const hello = { model: 'scripted', messages: [{ role: 'user' as const, content: 'Hello there' }] };

async function failureOf(promise: Promise<unknown>): Promise<APIError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(APIError);
  return error as APIError;
}

describe('the official client', () => {
  test('gets whole answers', async () => {
    await using rig = await connect();
    const answer = await rig.client.chat.completions.create(hello);
    expect(answer.choices[0]?.message.content).toBe('You said: Hello there');
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    expect(answer.usage?.total_tokens).toBeGreaterThan(2);
    expect(answer._request_id).toMatch(/^req_/);
  });

  test('gets streams', async () => {
    await using rig = await connect();
    const stream = await rig.client.chat.completions.create({
      ...hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await collect(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('You said: Hello there');
    expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(1);
  });

  test('gets several choices through its own helper for streams', async () => {
    await using rig = await connect();
    const final = await rig.client.chat.completions.stream({ ...hello, n: 3, seed: 1 }).finalChatCompletion();
    expect(final.choices.map(({ index, message }) => [index, message.content])).toEqual([
      [0, 'You said: Hello there'],
      [1, 'You said: Hello there'],
      [2, 'You said: Hello there'],
    ]);
  });

  test('gets logprobs', async () => {
    await using rig = await connect();
    const answer = await rig.client.chat.completions.create({ ...hello, logprobs: true, top_logprobs: 2 });
    const tokens = answer.choices[0]?.logprobs?.content ?? [];
    expect(tokens.map(({ token }) => token).join('')).toBe('You said: Hello there');
    expect(tokens[0]?.top_logprobs).toHaveLength(2);
    const completion = await rig.client.completions.create({ model: 'scripted', prompt: 'Hello', logprobs: 1 });
    expect(completion.choices[0]?.logprobs?.tokens?.join('')).toBe(completion.choices[0]?.text);
  });

  test('gets tool calls, whole and in pieces, and reads them back', async () => {
    const toolCall = { name: 'look', arguments: { far: true }, id: 'call_7' };
    await using rig = await connect({ replies: { steps: [{ reasoning: 'Hm.' }, { toolCall }] } });
    const tools = [{ type: 'function' as const, function: { name: 'look', parameters: { type: 'object' } } }];
    const whole = await rig.client.chat.completions.create({ ...hello, tools });
    const streamed = await rig.client.chat.completions.stream({ ...hello, tools }).finalChatCompletion();
    for (const { choices } of [whole, streamed]) {
      expect(choices[0]).toMatchObject({
        finish_reason: 'tool_calls',
        message: {
          content: null,
          tool_calls: [{ id: 'call_7', type: 'function', function: { name: 'look', arguments: '{"far":true}' } }],
        },
      });
    }
    const message = whole.choices[0]?.message;
    expect(message).toMatchObject({ reasoning_content: 'Hm.' });
    const messages = [...hello.messages, ...(message ? [message] : [])];
    const next = { role: 'tool' as const, tool_call_id: 'call_7', content: 'a cat' };
    await rig.client.chat.completions.create({ ...hello, messages: [...messages, next], tools });
  });

  test('gets JSON under a schema', async () => {
    await using rig = await connect();
    const schema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
    const answer = await rig.client.chat.completions.create({
      ...hello,
      response_format: { type: 'json_schema', json_schema: { name: 'person', schema, strict: true } },
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toMatchObject({ age: expect.any(Number) as unknown });
  });

  test('gets completions', async () => {
    await using rig = await connect();
    const answer = await rig.client.completions.create({ model: 'scripted', prompt: ['Hello', 'Bye'], max_tokens: 50 });
    expect(answer.choices.map(({ text }) => text)).toEqual(['You said: Hello', 'You said: Bye']);
    const stream = await rig.client.completions.create({ model: 'scripted', prompt: 'Hello', stream: true });
    const chunks = await collect(stream);
    expect(chunks.map(({ choices }) => choices[0]?.text ?? '').join('')).toBe('You said: Hello');
  });

  test('gets embeddings in base64, as it asks for by itself, and as floats', async () => {
    await using rig = await connect({ embeddingDimension: 8 });
    const input = ['one', 'two'];
    const packed = await rig.client.embeddings.create({ model: 'scripted', input });
    const floats = await rig.client.embeddings.create({ model: 'scripted', input, encoding_format: 'float' });
    expect(packed.data.map(({ embedding }) => embedding)).toEqual(floats.data.map(({ embedding }) => embedding));
    const { embeddings } = await rig.model.embed({ inputs: input });
    expect(floats.data.map(({ embedding }) => embedding)).toEqual(embeddings.map((vector) => [...vector]));
  });

  test('lists models and shows one', async () => {
    await using rig = await connect();
    const models = await collect(rig.client.models.list());
    expect(models.map(({ id }) => id)).toEqual(['scripted']);
    expect(await rig.client.models.retrieve('scripted')).toMatchObject({ id: 'scripted', object: 'model' });
  });

  test.each([true, false])('frees the slot when it aborts (stream: %s)', async (stream) => {
    await using rig = await connect({ replies: 'word '.repeat(1000), tokensPerSecond: 50, slots: 1 });
    const controller = new AbortController();
    const request = rig.client.chat.completions.create({ ...hello, stream }, { signal: controller.signal });
    const reading = request.then((answer) => (Symbol.asyncIterator in answer ? collect(answer) : undefined));
    await vi.waitFor(async () => expect(await rig.model.status()).toMatchObject({ activeRequests: 1 }));
    controller.abort();
    // The client ends an aborted stream quietly, and throws for anything else.
    if (stream) await reading.catch((error: unknown) => expect(error).toBeInstanceOf(APIUserAbortError));
    else await expect(reading).rejects.toBeInstanceOf(APIUserAbortError);
    await vi.waitFor(async () => expect(await rig.model.status()).toMatchObject({ activeRequests: 0 }));
  });
});

describe('errors reach the official client typed', () => {
  test('an unknown model', async () => {
    await using rig = await connect();
    const error = await failureOf(rig.client.chat.completions.create({ ...hello, model: 'gpt-9' }));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    expect(error.requestID).toMatch(/^req_/);
  });

  test('a wrong parameter', async () => {
    await using rig = await connect();
    const error = await failureOf(rig.client.chat.completions.create({ ...hello, n: 99 }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ status: 400, param: 'n', type: 'invalid_request_error' });
  });

  test('a prompt that is too long', async () => {
    await using rig = await connect({ contextSize: 16 });
    const content = 'word '.repeat(100);
    const error = await failureOf(
      rig.client.chat.completions.create({ ...hello, stream: true, messages: [{ role: 'user', content }] }),
    );
    expect(error).toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  test('a full queue', async () => {
    await using rig = await connect({ slots: 1, queueLimit: 0, prefillMs: 60_000 });
    const controller = new AbortController();
    const first = rig.client.chat.completions.create({ ...hello, stream: true }, { signal: controller.signal });
    await first;
    const error = await failureOf(rig.client.chat.completions.create(hello));
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status: 503, code: 'server_busy' });
    expect(Number(error.headers?.get('retry-after'))).toBeGreaterThanOrEqual(1);
    controller.abort();
  });

  test('a failure in the middle of a stream', async () => {
    const replies = { steps: [{ text: 'Hel' }, { error: new Error('secret') }] };
    await using rig = await connect({ replies });
    const stream = await rig.client.chat.completions.create({ ...hello, stream: true });
    const error = await failureOf(collect(stream));
    expect(error.message).not.toContain('secret');
    expect(error).toMatchObject({ code: 'internal_error' });
  });

  test('a wrong key', async () => {
    await using rig = await connect({}, { authenticate: () => undefined });
    const error = await failureOf(rig.client.models.list());
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
  });
});
