import { TuneloopError } from '@tuneloop/protocol';
import express from 'express';
import { describe, expect, test, vi } from 'vitest';
import { createInteractionSink } from '../../test/interaction-sink.ts';
import { connect, readLines } from '../../test/ollama-rig.ts';
import { listen, startServer } from '../../test/start-server.ts';
import { createStubModel, end, start, text, untilAborted, type Script } from '../../test/stub-model.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import { createOpenAIRouter } from '../router/create-router.ts';

const messages = [{ role: 'user', content: 'Hello there' }];
const chat = { model: 'scripted', messages };
const count = expect.any(Number) as unknown;

describe('generations', () => {
  test('of a chat stream by default', async () => {
    await using rig = await connect();
    const answer = await rig.server.post('/api/chat', { ...chat, options: { num_ctx: 512 }, keep_alive: '5m' });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-cache, no-transform',
      'x-tuneloop-ignored': 'options.num_ctx, keep_alive',
      'x-request-id': expect.stringMatching(/^req_/) as unknown,
    });
    const lines = await readLines(answer);
    expect(lines.length).toBeGreaterThan(2);
    const said = lines.map(({ message }) => (message as { content: string }).content).join('');
    expect(said).toBe('You said: Hello there');
    expect(lines.at(-1)).toMatchObject({
      model: 'scripted',
      done: true,
      done_reason: 'stop',
      total_duration: count,
      load_duration: count,
      prompt_eval_count: count,
      eval_count: count,
    });
    expect(new Set(lines.slice(0, -1).map(({ done }) => done))).toEqual(new Set([false]));
  });

  test('of a chat come whole', async () => {
    await using rig = await connect();
    const answer = await rig.server.post('/api/chat', { ...chat, stream: false, options: { num_predict: 2 } });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.json()).toMatchObject({ done: true, done_reason: 'length', eval_count: 2 });
  });

  test('of a prompt come in both ways', async () => {
    await using rig = await connect();
    const body = { model: 'scripted', prompt: 'Why?' };
    const whole = await (await rig.server.post('/api/generate', { ...body, stream: false })).json();
    expect(whole).toMatchObject({ model: 'scripted', response: 'You said: Why?', done: true });
    const lines = await readLines(await rig.server.post('/api/generate', body));
    expect(lines.map(({ response }) => response).join('')).toBe('You said: Why?');
  });

  test('call tools and read their results', async () => {
    const toolCall = { name: 'look', arguments: { far: true }, id: 'call_7' };
    await using rig = await connect({ replies: [{ steps: [{ reasoning: 'Hm.' }, { toolCall }] }, 'A cat.'] });
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
    const first = await rig.server.post('/api/chat', { ...chat, tools, think: true, stream: false });
    const { message } = (await first.json()) as { message: object };
    expect(message).toEqual({
      role: 'assistant',
      content: '',
      thinking: 'Hm.',
      tool_calls: [{ id: 'call_7', function: { index: 0, name: 'look', arguments: { far: true } } }],
    });
    const result = { role: 'tool', tool_name: 'look', content: 'a cat' };
    const next = await rig.server.post('/api/chat', {
      model: 'scripted',
      messages: [...messages, message, result],
      tools,
      stream: false,
    });
    expect(await next.json()).toMatchObject({ message: { content: 'A cat.' }, done_reason: 'stop' });
  });

  test('hold to a JSON schema', async () => {
    await using rig = await connect();
    const format = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
    const answer = await rig.server.post('/api/chat', { ...chat, format, stream: false });
    const { message } = (await answer.json()) as { message: { content: string } };
    expect(JSON.parse(message.content)).toMatchObject({ age: count });
  });

  test.each(['/api/chat', '/api/generate'])('without anything to say at %s load the model', async (path) => {
    await using rig = await connect();
    const answer = await rig.server.post(path, { model: 'scripted' });
    expect(await answer.json()).toMatchObject({ model: 'scripted', done: true, done_reason: 'load' });
  });

  test('are written to the sinks', async () => {
    const sink = createInteractionSink();
    await using rig = await connect({}, { eventSinks: [sink] });
    await (await rig.server.post('/api/chat', chat)).text();
    expect(sink.interactions).toMatchObject([{ model: 'scripted', finishReason: 'stop' }]);
  });

  test('take what curl sends for JSON, but not from a web page', async () => {
    await using rig = await connect();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = { ...chat, stream: false };
    expect((await rig.server.post('/api/chat', body, { headers: form })).status).toBe(200);
    const origin = 'http://evil.example';
    expect((await rig.server.post('/api/chat', body, { headers: { ...form, origin } })).status).toBe(415);
  });
});

describe('a client that goes away', () => {
  const hang: Script = async function* (_, signal) {
    yield start();
    yield text('Hello');
    await untilAborted(signal);
  };

  test.each([true, false])('ends its generation (stream: %s)', async (stream) => {
    const model = createStubModel({ script: hang });
    await using server = await startServer({ model });
    const controller = new AbortController();
    const answer = server
      .post('/api/chat', { messages, stream }, { signal: controller.signal })
      .then((response) => response.text());
    await vi.waitFor(() => expect(model.running()).toBe(1));
    controller.abort();
    await expect(answer).rejects.toThrow('abort');
    await vi.waitFor(() => expect(model.running()).toBe(0));
  });

  test('and one that reads nothing is cut off', async () => {
    const model = createStubModel({
      script: async function* () {
        yield start();
        for (;;) yield text('x'.repeat(16_384));
      },
    });
    await using server = await startServer({ model, limits: { stalledReaderMs: 100 } });
    const socket = server.socket().on('error', () => undefined);
    socket.pause();
    const json = JSON.stringify({ messages });
    socket.write(`POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: ${json.length}\r\n\r\n${json}`);
    await vi.waitFor(() => expect(model.requests).toHaveLength(1));
    await vi.waitFor(() => expect(model.running()).toBe(0), { timeout: 3000 });
    socket.destroy();
  });
});

describe('errors have Ollama’s shape', () => {
  test.each([
    ['POST', '/api/chat', { ...chat, model: 'other' }, 404, 'model "other" not found'],
    ['POST', '/api/generate', { model: 'other:latest', prompt: 'x' }, 404, 'model "other" not found'],
    ['POST', '/api/show', { model: 'other' }, 404, 'not found'],
    ['POST', '/api/show', {}, 400, 'model: Missing required parameter'],
    ['POST', '/api/chat', { ...chat, mesages: [] }, 400, 'mesages'],
    ['POST', '/api/chat', '{"model":', 400, 'not valid JSON'],
    ['POST', '/api/pull', { model: 'x' }, 501, 'tuneloop pull'],
    ['POST', '/api/create', {}, 501, 'tuneloop'],
    ['DELETE', '/api/delete', { model: 'x' }, 501, 'tuneloop'],
    ['POST', '/api/blobs/%zz', '', 501, 'tuneloop'],
    ['GET', '/api/chat', undefined, 405, 'POST'],
    ['POST', '/api/embed', {}, 400, 'input'],
  ])('%s %s %j', async (method, path, body, status, message) => {
    await using rig = await connect();
    const answer = await fetch(rig.server.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: expect.stringContaining(message) as unknown });
  });

  test('without a key, and without the scope', async () => {
    await using rig = await connect({}, { authenticate: (token) => ({ id: token, scopes: ['chat'] }) });
    const refused = await rig.server.post('/api/chat', chat);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('Bearer');
    expect(await refused.json()).toEqual({ error: expect.stringContaining('API key') as unknown });
    const headers = { authorization: 'Bearer me' };
    expect((await rig.server.post('/api/chat', chat, { headers })).status).toBe(200);
  });

  test('when the model cannot think or see', async () => {
    const capabilities = {
      generate: true,
      embed: true,
      rerank: false,
      infill: false,
      images: false,
      tools: true,
      reasoning: false,
    };
    await using server = await startServer({ model: createStubModel({ info: { capabilities } }) });
    const thinking = await server.post('/api/chat', { messages, think: true });
    expect(thinking.status).toBe(400);
    expect(await thinking.json()).toEqual({ error: expect.stringContaining('does not support thinking') as unknown });
    expect((await server.post('/api/chat', { messages, think: false })).status).toBe(200);
    const seeing = await server.post('/api/generate', { prompt: 'x', images: ['iVBORw0KGgo='] });
    expect(seeing.status).toBe(400);
  });

  test.each([
    ['before the first line', [], 503],
    ['after it', [start(), text('Hel')], 200],
  ])('%s', async (_, events, status) => {
    const script: Script = async function* () {
      yield* events;
      throw new TuneloopError('BUSY', 'The queue is full.', { details: { retryAfterSeconds: 7 } });
    };
    await using server = await startServer({ model: createStubModel({ script }) });
    const answer = await server.post('/api/chat', { messages });
    expect(answer.status).toBe(status);
    if (status === 503) expect(answer.headers.get('retry-after')).toBe('7');
    expect((await answer.text()).trim().split('\n').at(-1)).toBe('{"error":"The queue is full."}');
  });

  test('and do not tell what is the server’s own', async () => {
    // oxlint-disable-next-line require-yield -- it fails first
    const script: Script = async function* () {
      throw new Error('a secret');
    };
    const logger = { error: vi.fn(), warn: vi.fn() };
    await using server = await startServer({ model: createStubModel({ script }), logger });
    const answer = await server.post('/api/chat', { messages });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(logger.error).toHaveBeenCalledTimes(1);
  });
});

describe('models', () => {
  test('are listed', async () => {
    await using rig = await connect({ contextSize: 777 });
    const { models } = (await (await fetch(`${rig.server.url}/api/tags`)).json()) as { models: object[] };
    const details = {
      parent_model: '',
      format: '',
      family: '',
      families: null,
      parameter_size: '',
      quantization_level: '',
    };
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;
    expect(models).toEqual([
      {
        name: 'scripted',
        model: 'scripted',
        modified_at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
        size: 0,
        digest,
        details,
      },
    ]);
    expect(await (await fetch(`${rig.server.url}/api/ps`)).json()).toEqual({
      models: [
        {
          name: 'scripted',
          model: 'scripted',
          size: 0,
          size_vram: 0,
          digest,
          details,
          context_length: 777,
          expires_at: expect.stringMatching(/Z$/) as unknown,
        },
      ],
    });
  });

  test('that are not loaded do not run', async () => {
    const models = { ...createModelProvider([]), list: () => [{ id: 'a', createdAt: new Date(0), ownedBy: 'me' }] };
    await using server = await startServer({ models });
    expect(await (await fetch(`${server.url}/api/ps`)).json()).toEqual({ models: [] });
  });

  test('are described as editors read it', async () => {
    const info = { architecture: 'llama', parameters: 8_030_261_248, sizeBytes: 4_661_211_424, contextSize: 8192 };
    await using server = await startServer({ model: createStubModel({ info }) });
    for (const name of [{ model: 'stub' }, { name: 'stub:latest' }]) {
      expect(await (await server.post('/api/show', name)).json()).toEqual({
        modelfile: '',
        template: '',
        parameters: 'num_ctx 8192',
        details: {
          parent_model: '',
          format: 'gguf',
          family: 'llama',
          families: ['llama'],
          parameter_size: '8.0B',
          quantization_level: '',
        },
        model_info: {
          'general.architecture': 'llama',
          'general.basename': 'stub',
          'general.parameter_count': 8_030_261_248,
          'llama.context_length': 8192,
        },
        capabilities: ['completion', 'tools', 'vision', 'thinking'],
        modified_at: expect.stringMatching(/Z$/) as unknown,
      });
    }
  });

  test.each([
    [
      { generate: false, embed: true, rerank: false, infill: false, images: false, tools: false, reasoning: false },
      ['embedding'],
    ],
    [
      { generate: true, embed: true, rerank: false, infill: false, images: false, tools: false, reasoning: false },
      ['completion'],
    ],
  ])('with %j can %j', async (capabilities, expected) => {
    await using server = await startServer({ model: createStubModel({ info: { capabilities } }) });
    const answer = await server.post('/api/show', { model: 'default' });
    expect(await answer.json()).toMatchObject({ capabilities: expected });
  });

  test('embed', async () => {
    await using rig = await connect({ embeddingDimension: 8 });
    const { embeddings } = await rig.model.embed({ inputs: ['one', 'two'] });
    const vectors = embeddings.map((vector) => [...vector]);
    const answer = await rig.server.post('/api/embed', { model: 'scripted', input: ['one', 'two'], truncate: false });
    expect(await answer.json()).toEqual({
      model: 'scripted',
      embeddings: vectors,
      total_duration: count,
      load_duration: count,
      prompt_eval_count: 2,
    });
    const old = await rig.server.post('/api/embeddings', { model: 'scripted', prompt: 'two' });
    expect(await old.json()).toEqual({ embedding: vectors[1] });
    const wrong = await rig.server.post('/api/embed', { input: 'one', dimensions: 7 });
    expect(await wrong.json()).toEqual({ error: expect.stringContaining('8 dimensions') as unknown });
  });

  test('embed nothing', async () => {
    await using rig = await connect();
    expect(await (await rig.server.post('/api/embed', { input: '' })).json()).toMatchObject({ embeddings: [] });
    expect(await (await rig.server.post('/api/embeddings', { prompt: '' })).json()).toEqual({ embedding: [] });
  });
});

test('the version is one that editors accept', async () => {
  await using rig = await connect();
  expect(await (await fetch(`${rig.server.url}/api/version`)).json()).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as unknown,
  });
});

test('the app keeps the paths that Ollama does not have, and all of them when it wants to', async () => {
  const models = createModelProvider([createStubModel()]);
  const app = express();
  app.use(createOpenAIRouter({ models }));
  app.use('/off', createOpenAIRouter({ models, ollama: false }));
  app.use((request, response) => void response.send(`app ${request.path}`));
  await using server = await listen(app);
  expect(await (await fetch(`${server.url}/api/users`)).text()).toBe('app /api/users');
  expect(await (await fetch(`${server.url}/off/api/tags`)).text()).toBe('app /off/api/tags');
  expect((await fetch(`${server.url}/api/tags`)).status).toBe(200);
});

test('a generation that says nothing still ends', async () => {
  const script: Script = async function* () {
    yield start();
    yield end();
  };
  await using server = await startServer({ model: createStubModel({ script }) });
  const lines = await readLines(await server.post('/api/chat', { messages }));
  expect(lines).toMatchObject([{ message: { content: '' }, done: true, done_reason: 'stop' }]);
});
