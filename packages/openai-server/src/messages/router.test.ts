import type { LoadedModel } from '@tuneloop/protocol';
import { createScriptedEngine, type ScriptedEngineOptions } from '@tuneloop/runtime/scripted';
import { describe, expect, test, vi } from 'vitest';
import { startServer, type TestServer } from '../../test/start-server.ts';
import { createStubModel, start, text, untilAborted, type Script } from '../../test/stub-model.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import type { OpenAIRouterOptions } from '../router/router-options.ts';
import type { MessageAnswer, MessageStreamEvent } from './answer-wire.ts';
import { messageSchema, messagesErrorSchema, messageStreamEventSchema, tokenCountSchema } from './response-schemas.ts';

const path = '/v1/messages';
const hello = { model: 'default', max_tokens: 50, messages: [{ role: 'user', content: 'Hello there' }] };
const streaming = { ...hello, stream: true };
const weather = {
  name: 'weather',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

interface Rig extends AsyncDisposable {
  model: LoadedModel;
  server: TestServer;
}

async function serve(engine: ScriptedEngineOptions = {}, router: Partial<OpenAIRouterOptions> = {}): Promise<Rig> {
  const model = await createScriptedEngine(engine).load({ id: 'scripted' });
  const server = await startServer({ models: createModelProvider([model]), ...router });
  const dispose = async (): Promise<void> => {
    await server[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
  };
  return { model, server, [Symbol.asyncDispose]: dispose };
}

async function answerOf(response: Response): Promise<MessageAnswer> {
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return messageSchema.parse(body);
}

/** The events of a stream, each named by its type. */
async function eventsOf(response: Response): Promise<(MessageStreamEvent | { type: 'error' })[]> {
  const blocks = (await response.text()).split('\n\n').filter((block) => block !== '');
  return blocks.map((block) => {
    const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
    const event = JSON.parse(data ?? '') as { type: string };
    expect(event.type).toBe(name);
    return name === 'error' ? messagesErrorSchema.parse(event) : messageStreamEventSchema.parse(event);
  });
}

test('a whole answer', async () => {
  await using rig = await serve();
  const answer = await rig.server.post(path, hello, { headers: { 'anthropic-version': '2023-06-01' } });
  expect(answer.headers.get('request-id')).toMatch(/^req_/);
  expect(answer.headers.get('request-id')).toBe(answer.headers.get('x-request-id'));
  const body = await answerOf(answer);
  expect(body.id).toMatch(/^msg_\w{32}$/);
  expect(body).toMatchObject({
    model: 'scripted',
    content: [{ type: 'text', text: 'You said: Hello there' }],
    stop_reason: 'end_turn',
  });
  expect(body.usage.input_tokens).toBeGreaterThan(1);
  expect(body.usage.output_tokens).toBeGreaterThan(1);
});

test('a stream', async () => {
  await using rig = await serve({ replies: 'Hi' });
  const answer = await rig.server.post(`${path}?beta=true`, streaming);
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events = await eventsOf(answer);
  expect(events.map(({ type }) => type)).toEqual([
    'message_start',
    'ping',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
});

test('the second time, most of the prompt is read from the cache', async () => {
  await using rig = await serve();
  const { usage: first } = await answerOf(await rig.server.post(path, hello));
  const { usage: second } = await answerOf(await rig.server.post(path, hello));
  expect(first.cache_read_input_tokens).toBe(0);
  expect(second.cache_read_input_tokens).toBe(first.input_tokens - 1);
  expect(second.input_tokens).toBe(1);
});

test('max_tokens and stop sequences end an answer', async () => {
  await using rig = await serve({ replies: 'one two three four' });
  const cut = await answerOf(await rig.server.post(path, { ...hello, max_tokens: 2 }));
  expect(cut.stop_reason).toBe('max_tokens');
  const stopped = await answerOf(await rig.server.post(path, { ...hello, stop_sequences: ['three'] }));
  expect(stopped).toMatchObject({
    content: [{ text: 'one two ' }],
    stop_reason: 'stop_sequence',
    stop_sequence: 'three',
  });
});

describe('tools', () => {
  test('are called, and what they return is answered', async () => {
    await using rig = await serve({
      replies: [
        { steps: [{ text: 'I look.' }, { toolCall: { id: 'call_1', name: 'weather', arguments: { city: 'Köln' } } }] },
        ({ prompt }) => {
          const last = prompt.type === 'messages' ? prompt.messages.at(-1) : undefined;
          return last?.role === 'tool' ? `${last.toolCallId}: ${JSON.stringify(last.content)}` : 'No result came.';
        },
      ],
    });
    const first = await answerOf(await rig.server.post(path, { ...hello, tools: [weather] }));
    expect(first.stop_reason).toBe('tool_use');
    expect(first.content).toMatchObject([
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Köln' } },
    ]);
    const result = { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'Rain' }] };
    const messages = [
      ...hello.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [result] },
    ];
    const second = await answerOf(await rig.server.post(path, { ...hello, tools: [weather], messages }));
    expect(second).toMatchObject({ content: [{ text: 'call_1: "Rain"' }], stop_reason: 'end_turn' });
  });

  test('stream their input', async () => {
    await using rig = await serve();
    const request = { ...streaming, tools: [weather], tool_choice: { type: 'any' } };
    const events = await eventsOf(await rig.server.post(path, request));
    const pieces = events.map((event) =>
      event.type === 'content_block_delta' && event.delta.type === 'input_json_delta' ? event.delta.partial_json : '',
    );
    expect(JSON.parse(pieces.join(''))).toEqual({ city: expect.any(String) as unknown });
    expect(events.at(-2)).toMatchObject({ type: 'message_delta', delta: { stop_reason: 'tool_use' } });
  });
});

test('thoughts are blocks of their own, and go back as thoughts', async () => {
  await using rig = await serve({
    replies: [
      { steps: [{ reasoning: 'Two and two.' }, { text: 'Four.' }] },
      ({ prompt }) => JSON.stringify(prompt.type === 'messages' ? prompt.messages.at(1) : undefined),
    ],
  });
  const thinking = { type: 'enabled', budget_tokens: 1024 };
  const first = await answerOf(await rig.server.post(path, { ...hello, thinking }));
  expect(first.content).toMatchObject([
    { type: 'thinking', thinking: 'Two and two.' },
    { type: 'text', text: 'Four.' },
  ]);
  expect(first.usage.output_tokens_details.thinking_tokens).toBeGreaterThan(1);
  const messages = [
    ...hello.messages,
    { role: 'assistant', content: first.content },
    { role: 'user', content: 'Sure?' },
  ];
  const { content } = await answerOf(await rig.server.post(path, { ...hello, max_tokens: 500, messages }));
  expect(JSON.parse(content[0]?.type === 'text' ? content[0].text : '')).toMatchObject({
    content: 'Four.',
    reasoning: 'Two and two.',
  });
});

describe('count_tokens', () => {
  test('counts what a message would use', async () => {
    await using rig = await serve();
    const prompt = { model: 'default', system: 'Be brief.', messages: hello.messages, tools: [weather] };
    const counted = tokenCountSchema.parse(await (await rig.server.post(`${path}/count_tokens`, prompt)).json());
    const { usage } = await answerOf(await rig.server.post(path, { ...prompt, max_tokens: 10 }));
    expect(counted).toEqual({ input_tokens: usage.input_tokens });
    const untold = await rig.server.post(`${path}/count_tokens`, { ...prompt, tool_choice: { type: 'none' } });
    expect(tokenCountSchema.parse(await untold.json()).input_tokens).toBeLessThan(counted.input_tokens);
  });

  test('names what has no effect, and refuses what it does not know', async () => {
    await using rig = await serve();
    const { max_tokens: _, ...prompt } = hello;
    const answer = await rig.server.post(`${path}/count_tokens`, { ...prompt, thinking: { type: 'disabled' } });
    expect([answer.status, answer.headers.get('x-tuneloop-ignored')]).toEqual([200, 'thinking']);
    expect((await rig.server.post(`${path}/count_tokens`, hello)).status).toBe(400);
  });
});

describe('a connection', () => {
  /** Has a slot, and prefills until it is aborted. */
  const prefill: Script = async function* (_, signal) {
    yield start();
    await untilAborted(signal);
  };

  test.each([
    ['a stream', streaming],
    ['a whole answer', hello],
  ])('that closes ends %s and frees its slot', async (_, body) => {
    const model = createStubModel({ script: prefill });
    await using server = await startServer({ model });
    const controller = new AbortController();
    const answer = server.post(path, body, { signal: controller.signal }).then((response) => response.text());
    await vi.waitFor(() => expect(model.running()).toBe(1));
    controller.abort();
    await expect(answer).rejects.toThrow('abort');
    await vi.waitFor(() => expect(model.running()).toBe(0), { timeout: 2000, interval: 5 });
  });

  test('that is silent is kept alive by pings', async () => {
    const model = createStubModel({ script: prefill });
    await using server = await startServer({ model, keepAliveMs: 20 });
    const answer = await server.post(path, streaming);
    const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    let received = '';
    while (received.split('event: ping\ndata: {"type":"ping"}\n\n').length < 4) received += (await reader.read()).value;
    expect(received).toMatch(/^event: message_start\n/);
    await reader.cancel();
  });

  test('that is slow holds up the engine', async () => {
    let pieces = 0;
    const piece = 'x'.repeat(16_384);
    const script: Script = async function* () {
      yield start();
      for (;;) {
        pieces += 1;
        yield text(piece);
      }
    };
    const model = createStubModel({ script });
    await using server = await startServer({ model });
    const socket = server.socket();
    socket.pause();
    const json = JSON.stringify(streaming);
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${json.length}`;
    socket.write(`${head}\r\n\r\n${json}`);
    let before = -1;
    await vi.waitFor(
      () => {
        const still = pieces > 0 && pieces === before;
        before = pieces;
        expect(still).toBe(true);
      },
      { timeout: 5000, interval: 100 },
    );
    expect(pieces * piece.length).toBeLessThan(32_000_000);
    socket.destroy();
    await vi.waitFor(() => expect(model.running()).toBe(0));
  });
});
