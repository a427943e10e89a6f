import { TuneloopError } from '@tuneloop/protocol';
import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { createInteractionSink } from '../../test/interaction-sink.ts';
import { readEvents, startServer, type TestServer } from '../../test/start-server.ts';
import {
  createStubModel,
  end,
  play,
  start,
  text,
  untilAborted,
  type Script,
  type StubModel,
} from '../../test/stub-model.ts';

const path = '/v1/chat/completions';
const body = { messages: [{ role: 'user', content: 'Hi' }] };
const streaming = { ...body, stream: true };

/** Says one word, then nothing more until it is aborted. */
const talkThenHang: Script = async function* (_, signal) {
  yield start();
  yield text('Hello');
  await untilAborted(signal);
};
/** Has a slot, and prefills until it is aborted. */
const prefill: Script = async function* (_, signal) {
  yield start();
  await untilAborted(signal);
};

function serve(script: Script, options: Parameters<typeof startServer>[0] = {}): Promise<TestServer> {
  return startServer({ model: createStubModel({ script }), ...options });
}

async function untilIdle(model: StubModel): Promise<void> {
  await vi.waitFor(() => expect(model.running()).toBe(0), { timeout: 2000, interval: 5 });
}

test('a stream has the headers, the chunks and the end of OpenAI’s', async () => {
  await using server = await startServer();
  const answer = await server.post(path, streaming);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-request-id': expect.stringMatching(/^req_/) as unknown,
  });
  const events = await readEvents(answer);
  expect(events.at(-1)).toBe('[DONE]');
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event) as { id: string; choices: object[] });
  expect(chunks.map(({ choices }) => choices)).toMatchObject([
    [{ delta: { role: 'assistant', content: '' } }],
    [{ delta: { content: 'Hello' } }],
    [{ delta: { content: ' there' } }],
    [{ delta: {}, finish_reason: 'stop' }],
  ]);
  expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  expect(chunks[0]?.id).toMatch(/^chatcmpl-\w{32}$/);
});

test('the status goes out when the request has a slot, before prefill is over, and comments keep it alive', async () => {
  await using server = await serve(prefill, { keepAliveMs: 20 });
  const answer = await server.post(path, streaming);
  expect(answer.status).toBe(200);
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toMatch(/^(: keep-alive\n\n)+$/);
  expect((await reader.read()).value).toMatch(/^(: keep-alive\n\n)+$/);
  await reader.cancel();
  await untilIdle(server.model);
});

describe('what fails before the first event has a status of its own', () => {
  test.each([
    [new TuneloopError('BUSY', 'Full.', { details: { retryAfterSeconds: 7 } }), 503, 'server_busy', '7'],
    [new TuneloopError('RATE_LIMITED', 'Too many.'), 429, 'rate_limit_exceeded', '1'],
    [new TuneloopError('CONTEXT_OVERFLOW', 'Too long.'), 400, 'context_length_exceeded', null],
    [new TuneloopError('UNSUPPORTED', 'No pattern.', { details: { param: 'x' } }), 400, 'unsupported', null],
    [new Error('a secret'), 500, 'internal_error', null],
  ])('%s', async (error, status, code, retryAfter) => {
    for (const request of [streaming, body, { ...streaming, n: 3 }]) {
      const logged: object[] = [];
      const logger = { error: (details: object) => void logged.push(details), warn: () => undefined };
      await using server = await serve(
        // oxlint-disable-next-line require-yield -- it fails first
        async function* () {
          throw error;
        },
        { logger },
      );
      const answer = await server.post(path, request, { headers: { 'x-request-id': 'mine' } });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('retry-after')).toBe(retryAfter);
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({ error: { code } });
      expect(text).not.toContain('secret');
      expect(logged).toEqual(status === 500 ? [{ err: error, code: 'INTERNAL', requestId: 'mine' }] : []);
    }
  });
});

test('what fails in the middle of a stream becomes its last event', async () => {
  const script: Script = async function* () {
    yield start();
    yield text('Hel');
    throw new TuneloopError('INTERNAL', 'a secret');
  };
  await using server = await serve(script);
  const events = await readEvents(await server.post(path, streaming));
  expect(events).toHaveLength(3);
  expect(JSON.parse(events[2] ?? '')).toMatchObject({ error: { code: 'internal_error', type: 'server_error' } });
  expect(events[2]).not.toContain('secret');
});

describe('a client that goes away', () => {
  test.each([
    ['a stream', streaming, talkThenHang],
    ['a stream in prefill', streaming, prefill],
    ['three streams', { ...streaming, n: 3 }, talkThenHang],
    ['a whole answer', body, talkThenHang],
    ['three whole answers', { ...body, n: 3 }, prefill],
  ])('ends %s', async (_, request, script) => {
    const sink = createInteractionSink();
    const logger = { error: vi.fn(), warn: vi.fn() };
    await using server = await serve(script, { eventSinks: [sink], logger });
    const controller = new AbortController();
    const answer = server.post(path, request, { signal: controller.signal }).then((response) => response.text());
    await vi.waitFor(() => expect(server.model.running()).toBe('n' in request ? 3 : 1));
    controller.abort();
    await expect(answer).rejects.toThrow('abort');
    await untilIdle(server.model);
    expect(sink.interactions.map(({ error }) => error?.code)).toEqual(server.model.requests.map(() => 'ABORTED'));
    expect(logger.error).not.toHaveBeenCalled();
    expect(server.model.disposed()).toBe(false);
  });

  test('ends embedding too', async () => {
    let aborted = false;
    const model = createStubModel({
      embed: async (_, { signal } = {}) => {
        await untilAborted(signal as AbortSignal).finally(() => {
          aborted = true;
        });
        throw new Error('never');
      },
    });
    await using server = await startServer({ model });
    const controller = new AbortController();
    const answer = server.post('/v1/embeddings', { input: 'a' }, { signal: controller.signal });
    await vi.waitFor(() => expect(model.embedRequests).toHaveLength(1));
    controller.abort();
    await expect(answer).rejects.toThrow('abort');
    await vi.waitFor(() => expect(aborted).toBe(true));
  });
});

describe('a reader that does not read', () => {
  const piece = 'x'.repeat(16_384);
  const endless = (made: { pieces: number }): Script =>
    async function* () {
      yield start();
      for (;;) {
        made.pieces += 1;
        yield text(piece);
      }
    };
  const requestText = (): string => {
    const json = JSON.stringify(streaming);
    return `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`;
  };

  test('stops the engine after a bounded number of pieces', async () => {
    const made = { pieces: 0 };
    await using server = await serve(endless(made));
    const socket = server.socket();
    socket.pause();
    socket.write(requestText());
    let before = -1;
    await vi.waitFor(
      () => {
        const still = made.pieces > 0 && made.pieces === before;
        before = made.pieces;
        expect(still).toBe(true);
      },
      { timeout: 5000, interval: 100 },
    );
    // Kernel buffers of both sides hold a few MB; an unbounded server would be at hundreds by now.
    expect(made.pieces * piece.length).toBeLessThan(32_000_000);
    expect(server.model.running()).toBe(1);
    // Once it reads again, the engine goes on.
    socket.resume();
    await vi.waitFor(() => expect(made.pieces).toBeGreaterThan(before + 100));
    socket.destroy();
    await untilIdle(server.model);
  });

  test('is cut off after a while', async () => {
    await using server = await serve(endless({ pieces: 0 }), { limits: { stalledReaderMs: 100 } });
    const socket = server.socket().on('error', () => undefined);
    socket.pause();
    socket.write(requestText());
    await vi.waitFor(() => expect(server.model.requests).toHaveLength(1));
    await untilIdle(server.model);
    socket.resume();
    await once(socket, 'close');
  });
});

test('several choices share a stream', async () => {
  const script: Script = (request) => play([start(), text(`seed ${request.sampling?.seed}`), end()]);
  await using server = await serve(script);
  const events = await readEvents(await server.post(path, { ...streaming, n: 2, seed: 5 }));
  const said = events
    .slice(0, -1)
    .flatMap((event) => (JSON.parse(event) as { choices: { index: number; delta: { content?: string } }[] }).choices)
    .filter(({ delta }) => delta.content);
  expect(said.map(({ index, delta }) => [index, delta.content])).toEqual([
    [0, 'seed 5'],
    [1, 'seed 6'],
  ]);
});

test('each generation is written to every sink once, and a sink that throws breaks nothing', async () => {
  const sink = createInteractionSink();
  const { interactions } = sink;
  const warn = vi.fn();
  await using server = await startServer({
    eventSinks: [
      {
        write: () => {
          throw new Error('disk full');
        },
      },
      sink,
    ],
    logger: { error: vi.fn(), warn },
  });
  expect((await server.post(path, { ...body, n: 2 })).status).toBe(200);
  expect((await server.post('/v1/completions', { prompt: 'a', stream: true })).status).toBe(200);
  expect(interactions).toHaveLength(3);
  expect(interactions[0]).toMatchObject({
    model: 'stub',
    finishReason: 'stop',
    usage: { promptTokens: 10 },
    prompt: { messages: [{ role: 'user' }] },
  });
  expect(Date.parse(interactions[0]?.time ?? '')).toBeGreaterThan(Date.now() - 10_000);
  expect(interactions.map(({ id }) => id)).toEqual(server.model.requests.map(({ id }) => id));
  expect(new Set(interactions.map(({ id }) => id)).size).toBe(3);
  expect(warn).toHaveBeenCalledTimes(3);
});

test('the model is leased for as long as it answers', async () => {
  const model = createStubModel();
  let leases = 0;
  const models = {
    list: () => [],
    acquire: async () => {
      leases += 1;
      return Object.assign(Object.create(model) as StubModel, {
        info: model.info,
        [Symbol.asyncDispose]: async () => {
          leases -= 1;
        },
      });
    },
  };
  await using server = await startServer({ model, models });
  for (const request of [body, streaming, { ...body, n: 2 }]) {
    expect(await (await server.post(path, request)).text()).toContain('there');
    await vi.waitFor(() => expect(leases).toBe(0));
  }
  await (await server.post('/v1/embeddings', { input: 'a' })).text();
  await vi.waitFor(() => expect(leases).toBe(0));
});
