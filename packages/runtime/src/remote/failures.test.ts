import { inspect } from 'node:util';
import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { collectEvents, hello } from '../../test/remote/collect-events.ts';
import { chunk, done, sendJson, startFakeUpstream, streams, type Answer } from '../../test/remote/fake-upstream.ts';
import { createRemoteEngine, type RemoteEngineOptions, type UpstreamOptions } from './index.ts';

const secret = 'sk-very-secret-0123456789';
const chat = '/v1/chat/completions';
const yes = streams(chunk({ content: 'Yes' }), chunk({}, { finish_reason: 'stop' }), done);

function load(upstreams: UpstreamOptions[], options: Partial<RemoteEngineOptions> = {}): Promise<LoadedModel> {
  return createRemoteEngine({ upstreams, ...options }).load({ id: 'model' });
}

async function failureOf(route: Answer): Promise<TuneloopError> {
  await using fake = await startFakeUpstream({ routes: { [chat]: route } });
  await using model = await load([{ url: fake.url, apiKey: secret }], { idleTimeoutMs: 500 });
  const thrown = await collectEvents(model).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!TuneloopError.isInstance(thrown)) throw new Error(`expected an error of ours, not ${inspect(thrown)}`);
  expect(inspect(thrown, { depth: 10 })).not.toContain(secret);
  expect(JSON.stringify(thrown.serialize())).not.toContain(secret);
  return thrown;
}

test.each<[status: number, body: unknown, headers: object, expected: object]>([
  [400, { error: { message: 'temperature is bad' } }, {}, { code: 'INVALID_REQUEST', message: 'temperature is bad' }],
  [422, { detail: [{ msg: 'bad' }] }, {}, { code: 'INVALID_REQUEST' }],
  [
    400,
    {
      error: {
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4800 in the messages, 200 in the completion).",
        code: null,
      },
    },
    {},
    { code: 'CONTEXT_OVERFLOW', details: { promptTokens: 4800, contextSize: 4096 } },
  ],
  [
    400,
    { error: { code: 400, type: 'exceed_context_size_error', message: 'too long', n_prompt_tokens: 90, n_ctx: 64 } },
    {},
    { code: 'CONTEXT_OVERFLOW', details: { promptTokens: 90, contextSize: 64 } },
  ],
  [
    401,
    { error: { message: `Incorrect API key provided: ${secret}` } },
    {},
    { code: 'UPSTREAM_FAILED', retryable: false, message: expect.stringContaining('API key') as string },
  ],
  [403, 'no', {}, { code: 'UPSTREAM_FAILED', retryable: false }],
  [404, { error: 'model "x" not found' }, {}, { code: 'MODEL_NOT_FOUND' }],
  [
    404,
    '<html>nothing here</html>',
    {},
    { code: 'UPSTREAM_FAILED', message: expect.stringContaining('URL') as string },
  ],
  [
    429,
    { error: { message: 'slow down' } },
    { 'retry-after': '7' },
    { code: 'BUSY', details: { retryAfterSeconds: 7 } },
  ],
  [500, { error: { message: `key ${secret}` } }, {}, { code: 'UPSTREAM_FAILED', retryable: true }],
  [503, '', {}, { code: 'UPSTREAM_FAILED', retryable: true }],
  [302, '', { location: 'http://127.0.0.1:1/' }, { code: 'UPSTREAM_FAILED' }],
])('an answer of %i %j is told as what it is', async (status, body, headers, expected) => {
  expect(await failureOf((_request, response) => sendJson(response, status, body, headers))).toMatchObject(expected);
});

test.each<[what: string, route: Answer]>([
  ['a page in place of a stream', (_request, response) => sendJson(response, 200, { choices: [] })],
  ['HTML that calls itself a stream', streams('<html>Welcome</html>\n')],
  ['events that are no JSON', streams('data: {"choices": [\n\n')],
  ['JSON that is no piece of an answer', streams({ hello: 'world' })],
  ['a stream that ends in the middle', streams(chunk({ content: 'Ye' }))],
  ['a stream that ends in the middle of an event', streams(chunk({ content: 'Ye' }), 'data: {"choices":[{"del')],
  ['nothing but the end', streams(done)],
  ['an event that never ends', streams(`data: ${'x'.repeat(5 * 1024 * 1024)}`)],
  [
    'silence',
    (_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': wait\n\n'),
  ],
])(
  '%s is UPSTREAM_FAILED',
  async (_what, route) => {
    expect(await failureOf(route)).toMatchObject({ code: 'UPSTREAM_FAILED' });
  },
  15_000,
);

test('an error within the stream is told as what it is', async () => {
  const overflow = { error: { code: 400, message: 'the request exceeds the available context size' } };
  expect(await failureOf(streams(overflow))).toMatchObject({ code: 'CONTEXT_OVERFLOW' });
  expect(await failureOf(streams(chunk({ content: 'a' }), { error: { message: 'lost' } }))).toMatchObject({
    code: 'UPSTREAM_FAILED',
  });
});

test('the key is sent, and an address with a password is refused without quoting it', async () => {
  await using fake = await startFakeUpstream({ routes: { [chat]: yes } });
  await using model = await load([{ url: `${fake.url}/v1/`, apiKey: secret }], { headers: () => ({ 'x-trace': '1' }) });
  await collectEvents(model);
  expect(fake.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${secret}`, 'x-trace': '1' });
  expect(() => createRemoteEngine({ upstreams: [{ url: 'http://user:pa55@host' }] })).toThrow(/^(?!.*pa55)/);
  expect(inspect(model, { depth: 10 })).not.toContain(secret);
});

test('a model that the upstream lacks is named with those that it has; no answer at all is UPSTREAM_FAILED', async () => {
  await using fake = await startFakeUpstream({ models: [{ id: 'this' }, { id: 'that' }] });
  await expect(load([{ url: fake.url }])).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
    message: expect.stringContaining('this, that') as string,
  });
  await using byDefault = await createRemoteEngine({ upstreams: [{ url: fake.url }] }).load({ id: 'default' });
  expect(byDefault.info.id).toBe('this');
  await fake.stop();
  await expect(load([{ url: fake.url }])).rejects.toMatchObject({ code: 'UPSTREAM_FAILED', retryable: true });
});

test('cancelling closes the request at the upstream at once, before the first token and after', async () => {
  let begin: (() => void) | undefined;
  await using fake = await startFakeUpstream({
    routes: {
      [chat]: (request, response) => {
        if (request.body['seed'] === 1) {
          begin?.();
          return;
        }
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(chunk({ content: 'a' }))}\n\n`);
      },
    },
  });
  await using model = await load([{ url: fake.url }]);
  for await (const event of model.generate({ prompt: hello })) if (event.type === 'text-delta') break;
  await expect.poll(() => fake.aborted).toBe(1);
  const controller = new AbortController();
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const waiting = collectEvents(model, { sampling: { seed: 1 } }, { signal: controller.signal });
  await begun;
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  await expect.poll(() => fake.aborted).toBe(2);
  expect(await model.status()).toMatchObject({ activeRequests: 0, queuedRequests: 0 });
});
