import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import type { AnswerEvent } from './chat-model.ts';
import { findServer } from './find-server.ts';
import { listServerModels, ServerModel } from './server-model.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  server = createServer((request, response) => void handler(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

function stream(...events: unknown[]): (request: IncomingMessage, response: ServerResponse) => void {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events)
      response.write(typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`);
    response.end();
  };
}

const ask = { messages: [{ role: 'user' as const, content: 'Hi' }], sampling: {} };
const done = 'data: [DONE]\n\n';

async function collect(events: AsyncIterable<AnswerEvent>): Promise<AnswerEvent[]> {
  const collected: AnswerEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

test('text, reasoning, usage and timings of a stream, with comments and characters cut in two', async () => {
  const bytes = Buffer.from('data: {"choices":[{"delta":{"content":"ü👋"}}]}\n\n');
  const baseUrl = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': keep-alive\n\n');
    response.write('data: {"choices":[{"delta":{"role":"assistant","reasoning_content":"hm"}}]}\n\n');
    response.write(bytes.subarray(0, 39));
    setTimeout(() => {
      response.write(bytes.subarray(39));
      response.write('data: {"choices":[{"delta":{},"finish_reason":"length"}]}\n\n');
      const usage = { prompt_tokens: 9, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } };
      const timings = { prompt_ms: 5, predicted_ms: 7, queue_ms: 1, ttft_ms: 6 };
      response.end(`data: ${JSON.stringify({ choices: [], usage, timings })}\n\n${done}`);
    }, 20);
  });
  const events = await collect(new ServerModel({ baseUrl }, 'm').generate(ask));
  expect(events).toEqual([
    { type: 'reasoning-delta', text: 'hm' },
    { type: 'text-delta', text: 'ü👋' },
    {
      type: 'generation-end',
      finishReason: 'length',
      usage: { promptTokens: 9, cachedTokens: 4, completionTokens: 2, reasoningTokens: 0 },
      timings: { queueMs: 1, prefillMs: 5, timeToFirstTokenMs: 6, decodeMs: 7, totalMs: expect.any(Number) },
    },
  ]);
});

test('the request has the settings that were given and no others', async () => {
  let body: unknown;
  let key: string | undefined;
  const baseUrl = await serve(async (request, response) => {
    key = request.headers.authorization;
    body = JSON.parse(await readText(request));
    stream({ choices: [{ delta: {}, finish_reason: 'stop' }] }, done)(request, response);
  });
  const model = new ServerModel({ baseUrl, apiKey: 'k' }, 'm');
  await collect(model.generate({ ...ask, sampling: { temperature: 0, seed: 7 }, maxTokens: 5 }));
  expect(key).toBe('Bearer k');
  expect(body).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0,
    seed: 7,
    max_tokens: 5,
  });
});

test('a connection that ends before the answer does is a failure, not a short answer', async () => {
  const baseUrl = await serve(stream({ choices: [{ delta: { content: 'half' } }] }));
  const answer = collect(new ServerModel({ baseUrl }, 'm').generate(ask));
  await expect(answer).rejects.toMatchObject({ code: 'UPSTREAM_FAILED', message: /closed the connection/ });
});

test('an error in the stream is thrown with its message', async () => {
  const baseUrl = await serve(
    stream({ choices: [{ delta: { content: 'x' } }] }, { error: { message: 'engine died' } }),
  );
  const answer = collect(new ServerModel({ baseUrl }, 'm').generate(ask));
  await expect(answer).rejects.toMatchObject({ code: 'UPSTREAM_FAILED', message: 'engine died' });
});

test.each([
  [401, 'UNAUTHORIZED'],
  [404, 'MODEL_NOT_FOUND'],
  [429, 'RATE_LIMITED'],
  [503, 'BUSY'],
  [500, 'UPSTREAM_FAILED'],
])('status %d is %s, with the message of the server', async (status, code) => {
  const baseUrl = await serve((_, response) => response.writeHead(status).end('{"error":{"message":"told so"}}'));
  await expect(listServerModels({ baseUrl })).rejects.toMatchObject({ code, message: /^told so/ });
});

test('aborting ends the request at the server', async () => {
  const closed = Promise.withResolvers<void>();
  const baseUrl = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"choices":[{"delta":{"content":"x"}}]}\n\n');
    response.on('close', closed.resolve);
  });
  const controller = new AbortController();
  const answer = (async () => {
    for await (const _ of new ServerModel({ baseUrl }, 'm').generate(ask, { signal: controller.signal })) {
      controller.abort();
    }
  })();
  await expect(answer).rejects.toMatchObject({ code: 'ABORTED' });
  await closed.promise;
});

test('a server is found where one answers, the default model first; something else there does not count', async () => {
  const baseUrl = await serve((_, response) => response.end('{"data":[{"id":"b"},{"id":"a"}]}'));
  const { signal } = new AbortController();
  const found = await findServer([{ baseUrl: 'http://127.0.0.1:1/v1' }, { baseUrl }], signal);
  expect(found).toEqual({ address: { baseUrl }, names: ['b', 'a'] });
  expect(await findServer([{ baseUrl: 'http://127.0.0.1:1/v1' }], signal)).toBeUndefined();

  server?.close();
  const other = await serve((_, response) => response.end('<html>'));
  expect(await findServer([{ baseUrl: other }], signal)).toBeUndefined();
});

test('a server that wants a key is not passed over in silence', async () => {
  const baseUrl = await serve((_, response) => response.writeHead(401).end('{}'));
  const search = findServer([{ baseUrl }], new AbortController().signal);
  await expect(search).rejects.toMatchObject({ code: 'UNAUTHORIZED', message: /OPENAI_API_KEY/ });
});
