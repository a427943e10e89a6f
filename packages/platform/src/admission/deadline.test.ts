import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { measureOwnTime } from '../../test/own-time.ts';
import { createTestPlatform, eventually, type TestPlatform } from '../../test/test-platform.ts';

const endless = { steps: [{ text: 'Begin. ' }, { delayMs: 60_000 }] };
const engine = createScriptedEngine({ slots: 1, replies: endless });
let server: TestPlatform;
let url: string;

beforeAll(async () => {
  server = await createTestPlatform({ engine, flags: { deadlineMs: 60 } });
  ({ url } = await server.platform.listen());
  await server.platform.host.ready();
});
afterAll(() => server[Symbol.asyncDispose]());

const messages = [{ role: 'user', content: 'Go on.' }];

async function post(path: string, body: object, headers: Record<string, string> = {}, to = url): Promise<Response> {
  return fetch(to + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const isFree = async (): Promise<boolean> => {
  const model = await server.platform.host.ready();
  return (await model.status()).activeRequests === 0;
};

describe('a request that is not done in time', () => {
  test.each([
    ['/v1/chat/completions', { messages }, 504, { error: { code: 'timeout' } }],
    ['/v1/completions', { prompt: 'Go' }, 504, { error: { code: 'timeout' } }],
    ['/v1/responses', { input: 'Go' }, 504, { error: { code: 'timeout' } }],
    ['/v1/messages', { messages, max_tokens: 9 }, 504, { type: 'error', error: { type: 'timeout_error' } }],
    ['/api/chat', { model: 'default', messages, stream: false }, 504, { error: /not done within its 0\.06 s/ }],
    ['/completion', { prompt: 'Go' }, 504, { error: { code: 'timeout' } }],
    ['/chat', { conversation_id: 'c1', messages, stream: false }, 504, { error: { code: 'timeout' } }],
  ])('%s answers in its own shape', async (path, body, status, shape) => {
    const response = await post(path, body);
    const text = await response.text();
    expect([response.status, text]).toEqual([status, expect.any(String)]);
    const answer = JSON.parse(text) as Record<string, unknown>;
    if (shape.error instanceof RegExp) expect(answer['error']).toMatch(shape.error);
    else expect(answer).toMatchObject(shape);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await isFree()).toBe(true);
  });

  describe('a stream of', () => {
    const streams = [
      ['/v1/chat/completions', { messages, stream: true }, '"code":"timeout"'],
      ['/v1/responses', { input: 'Go', stream: true }, 'response.failed'],
      ['/v1/messages', { messages, max_tokens: 9, stream: true }, '"timeout_error"'],
      ['/api/chat', { model: 'default', messages }, '"error":"The request was not done'],
      ['/chat', { conversation_id: 'c2', messages, stream: true }, '"code":"timeout"'],
    ] as const;
    let patient: TestPlatform;
    let answers: { status: number; text: string }[];

    beforeAll(async () => {
      const manySlots = createScriptedEngine({ slots: streams.length, replies: endless });
      // Long enough for each to begin on any machine; they wait for it side by side.
      patient = await createTestPlatform({ engine: manySlots, flags: { deadlineMs: 2000 } });
      const { url: address } = await patient.platform.listen();
      await patient.platform.host.ready();
      answers = await Promise.all(
        streams.map(async ([path, body]) => {
          const response = await post(path, body, {}, address);
          return { status: response.status, text: await response.text() };
        }),
      );
    });
    afterAll(() => patient[Symbol.asyncDispose]());

    test.each(streams.map(([path, , last], index) => [path, last, index] as const))(
      '%s ends with an error',
      (_path, last, index) => {
        const { status, text } = answers[index]!;
        expect(status).toBe(200);
        expect(text).toContain('Begin');
        expect(text).toContain(last);
      },
    );

    test('all of them holds no slot', async () => {
      const model = await patient.platform.host.ready();
      expect(await model.status()).toMatchObject({ activeRequests: 0 });
    });
  });

  test('a generation over the WebSocket ends with an error', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`);
    const received: { type: string; error?: { code: string } }[] = [];
    socket.on('message', (data: Buffer) => received.push(JSON.parse(data.toString()) as (typeof received)[number]));
    await eventually(() => received.some(({ type }) => type === 'ready'));
    socket.send(JSON.stringify({ type: 'generate', id: 'a', request: { messages } }));
    await eventually(() => received.some(({ error }) => error !== undefined));
    expect(received.at(-1)).toMatchObject({ type: 'error', id: 'a', error: { code: 'timeout' } });
    socket.terminate();
  });

  test('waiting counts', async () => {
    const first = post('/v1/chat/completions', { messages });
    const second = post('/v1/chat/completions', { messages }, { 'x-server-timeout': '0.02' });
    expect((await second).status).toBe(504);
    expect((await first).status).toBe(504);
  });
});

test('a client may ask for less time, a proxy too, and nobody for more', async () => {
  using asked = measureOwnTime();
  const reasons = await Promise.all(
    [{ 'x-server-timeout': '0.01' }, { 'x-envoy-expected-rq-timeout-ms': '20' }, { 'x-server-timeout': '3600' }].map(
      async (headers) => (await post('/v1/completions', { prompt: 'Go' }, headers)).text(),
    ),
  );
  expect(reasons.map((text) => /within its ([\d.]+) s/.exec(text)?.[1])).toEqual(['0.01', '0.02', '0.06']);
  expect(asked.milliseconds()).toBeLessThan(3000);
});

test('a time that is none is refused', async () => {
  for (const value of ['soon', '0', '-1', '1e3']) {
    expect((await post('/v1/completions', { prompt: 'Go' }, { 'x-server-timeout': value })).status).toBe(400);
  }
});
