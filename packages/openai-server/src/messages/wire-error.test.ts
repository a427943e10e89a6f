import { TuneloopError } from '@tuneloop/protocol';
import express from 'express';
import { expect, test, vi } from 'vitest';
import { listen, startServer } from '../../test/start-server.ts';
import { createStubModel, start, text, type Script } from '../../test/stub-model.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import { createOpenAIRouter } from '../router/create-router.ts';
import type { OpenAIRouterOptions } from '../router/router-options.ts';
import { messagesErrorSchema } from './response-schemas.ts';
import type { MessagesErrorBody } from './wire-error.ts';

const path = '/v1/messages';
const hello = { max_tokens: 50, messages: [{ role: 'user', content: 'Hello there' }] };
const streaming = { ...hello, stream: true };

async function errorOf(answer: Response): Promise<MessagesErrorBody['error'] & { status: number }> {
  const { error, request_id } = messagesErrorSchema.parse(await answer.json());
  expect(request_id).toBe(answer.headers.get('request-id'));
  return { ...error, status: answer.status };
}

test.each([
  [{ ...hello, model: 'claude' }, 404, 'not_found_error', '"claude"'],
  [{ messages: hello.messages }, 400, 'invalid_request_error', 'max_tokens'],
  [{ ...hello, messages: [{ role: 'tool', content: 'a' }] }, 400, 'invalid_request_error', 'messages[0].role'],
  ['{', 400, 'invalid_request_error', 'JSON'],
  [{ ...hello, system: 'x'.repeat(3000) }, 413, 'request_too_large', 'larger'],
])('a request that is wrong: %#', async (body, status, type, words) => {
  await using server = await startServer({ limits: { bodyBytes: 2048 } });
  const error = await errorOf(await server.post(path, body));
  expect(error).toMatchObject({ status, type });
  expect(error.message).toContain(words);
});

test.each([
  ['BUSY', 529, 'overloaded_error', '7'],
  ['RATE_LIMITED', 429, 'rate_limit_error', '7'],
  ['CONTEXT_OVERFLOW', 400, 'invalid_request_error', null],
  ['TIMEOUT', 504, 'timeout_error', null],
  ['INTERNAL', 500, 'api_error', null],
] as const)('an engine that throws %s before its first event', async (code, status, type, retryAfter) => {
  const script: Script = () => {
    throw new TuneloopError(code, 'What happened.', { details: { retryAfterSeconds: 7 } });
  };
  for (const body of [hello, streaming]) {
    await using server = await startServer({ model: createStubModel({ script }) });
    const answer = await server.post(path, body);
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    expect(await errorOf(answer)).toMatchObject({ status, type });
  }
});

test('an engine that fails in the middle of a stream', async () => {
  const script: Script = async function* () {
    yield start();
    yield text('Hel');
    throw new TuneloopError('INTERNAL', 'a secret');
  };
  const logger = { error: vi.fn(), warn: vi.fn() };
  await using server = await startServer({ model: createStubModel({ script }), logger });
  const answer = await server.post(path, streaming);
  const received = await answer.text();
  expect(received).not.toContain('secret');
  const [, data] = /\nevent: error\ndata: (.*)\n\n$/.exec(received) ?? [];
  expect(messagesErrorSchema.parse(JSON.parse(data ?? ''))).toMatchObject({
    error: { type: 'api_error' },
    request_id: answer.headers.get('request-id'),
  });
  expect(logger.error).toHaveBeenCalledOnce();
});

test('keys, of which either header will do', async () => {
  const authenticate: OpenAIRouterOptions['authenticate'] = (token) => {
    if (token === 'good') return { id: 'key_1', scopes: ['chat'] };
    return token === 'trainer' ? { id: 'key_2', scopes: ['train'] } : undefined;
  };
  const model = createStubModel();
  await using server = await startServer({ model, authenticate });
  const post = (headers: Record<string, string>, to = path): Promise<Response> => server.post(to, hello, { headers });
  for (const to of [path, `${path}/count_tokens`]) {
    expect(await errorOf(await post({}, to))).toMatchObject({ status: 401, type: 'authentication_error' });
    const refused = await errorOf(await post({ 'x-api-key': 'trainer' }, to));
    expect(refused).toMatchObject({ status: 403, type: 'permission_error' });
  }
  expect((await post({ 'x-api-key': 'good' })).status).toBe(200);
  expect((await post({ authorization: 'Bearer good' })).status).toBe(200);
  expect(model.requests.map(({ owner }) => owner)).toEqual(['key_1', 'key_1']);
});

test('threads are refused with the code that makes the official client do without', async () => {
  await using server = await startServer();
  const error = await errorOf(await server.post(path, { ...hello, thread: { type: 'create' } }));
  expect(error).toMatchObject({ status: 400, details: { error_code: 'thread_unsupported_request' } });
});

test('methods and routes that are not there', async () => {
  await using server = await startServer();
  const got = await fetch(server.url + path);
  expect(got.headers.get('allow')).toBe('POST, OPTIONS');
  expect(await errorOf(got)).toMatchObject({ status: 405, type: 'invalid_request_error' });
  const batches = await server.post(`${path}/batches`, {});
  expect(await errorOf(batches)).toMatchObject({ status: 404, type: 'not_found_error' });
});

test('routes that are the app’s', async () => {
  const app = express();
  app.use(createOpenAIRouter({ models: createModelProvider([createStubModel()]), fallthrough: true }));
  app.post(`${path}/batches`, (_request, response) => void response.json({ mine: true }));
  await using server = await listen(app);
  expect(await (await server.post(`${path}/batches`, {})).json()).toEqual({ mine: true });
});
