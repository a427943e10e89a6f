import express from 'express';
import { describe, expect, test, vi } from 'vitest';
import { listen, startServer } from '../../test/start-server.ts';
import { createStubModel } from '../../test/stub-model.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import type { ModelProvider } from '../models/model-provider.ts';
import { createOpenAIRouter } from './create-router.ts';

const messages = [{ role: 'user', content: 'Hi' }];

function twoModels(): ModelProvider {
  return createModelProvider([
    createStubModel({ info: { id: 'base' } }),
    createStubModel({
      info: {
        id: 'org/base:adapter@3',
        capabilities: {
          generate: false,
          embed: false,
          rerank: false,
          infill: false,
          images: false,
          tools: false,
          reasoning: false,
        },
      },
    }),
  ]);
}

describe('models', () => {
  test('are listed, the default one first', async () => {
    await using server = await startServer({ models: twoModels() });
    const answer = await fetch(`${server.url}/v1/models`);
    expect(await answer.json()).toMatchObject({
      object: 'list',
      data: [
        {
          id: 'base',
          object: 'model',
          owned_by: 'tuneloop',
          max_model_len: 1024,
          created: expect.any(Number) as unknown,
        },
        { id: 'org/base:adapter@3' },
      ],
    });
    expect((await fetch(`${server.url}/v1/models`, { method: 'HEAD' })).status).toBe(200);
  });

  test.each([
    ['base', 'base'],
    ['default', 'base'],
    ['org/base:adapter@3', 'org/base:adapter@3'],
    [encodeURIComponent('org/base:adapter@3'), 'org/base:adapter@3'],
  ])('%s is shown', async (path, id) => {
    await using server = await startServer({ models: twoModels() });
    expect(await (await fetch(`${server.url}/v1/models/${path}`)).json()).toMatchObject({ id, object: 'model' });
  });

  test.each([
    ['/v1/models/other', 404, 'model_not_found'],
    ['/v1/models/%zz', 400, 'invalid_url'],
  ])('%s is %d', async (path, status, code) => {
    await using server = await startServer({ models: twoModels() });
    const answer = await server.raw(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain(`"code":"${code}"`);
  });

  test.each([
    [undefined, 200, 'base'],
    ['default', 200, 'base'],
    ['base', 200, 'base'],
    ['nobody', 404, undefined],
    ['', 404, undefined],
  ])('the name %j answers %d', async (model, status, served) => {
    await using server = await startServer({ models: twoModels() });
    for (const path of ['/v1/chat/completions', '/v1/completions', '/v1/embeddings', '/v1/responses']) {
      const input =
        path === '/v1/chat/completions' ? { messages } : path === '/v1/completions' ? { prompt: 'a' } : { input: 'a' };
      const answer = await server.post(path, { model, ...input });
      const body = (await answer.json()) as { model?: string };
      expect(answer.status).toBe(status);
      expect(body.model).toBe(served);
      if (status === 404) expect(body).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
    }
  });

  test('that cannot do what is asked refuse it', async () => {
    await using server = await startServer({ models: twoModels() });
    const model = 'org/base:adapter@3';
    for (const [path, input] of [
      ['/v1/chat/completions', { messages }],
      ['/v1/embeddings', { input: 'a' }],
    ] as const) {
      const answer = await server.post(path, { model, ...input });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { code: 'unsupported', param: 'model' } });
    }
  });

  test('that cannot see refuse images', async () => {
    const capabilities = {
      generate: true,
      embed: true,
      rerank: false,
      infill: false,
      images: false,
      tools: true,
      reasoning: true,
    };
    await using server = await startServer({ model: createStubModel({ info: { capabilities } }) });
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    const answer = await server.post('/v1/chat/completions', {
      messages: [...messages, { role: 'user', content: [image] }],
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { param: 'messages[1].content', code: 'unsupported' } });
  });
});

describe('routes', () => {
  test.each([
    ['GET', '/v1/chat/completions', 'POST, OPTIONS'],
    ['DELETE', '/v1/completions', 'POST, OPTIONS'],
    ['PUT', '/v1/embeddings', 'POST, OPTIONS'],
    ['GET', '/v1/responses', 'POST, OPTIONS'],
    ['PUT', '/v1/responses/resp_1', 'GET, DELETE, HEAD, OPTIONS'],
    ['POST', '/v1/models', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/v1/models/base', 'GET, HEAD, OPTIONS'],
  ])('%s %s is 405, and OPTIONS tells what is allowed', async (method, path, allow) => {
    await using server = await startServer();
    const answer = await fetch(server.url + path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(await answer.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
    const options = await fetch(server.url + path, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, allow]);
  });

  test('under /v1 that do not exist are 404 in JSON', async () => {
    await using server = await startServer();
    const answer = await server.post('/v1/audio/speech', {});
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      error: { code: 'unknown_route', message: expect.stringContaining('POST /v1/audio/speech') as unknown },
    });
  });

  test('of the app stand beside the router’s', async () => {
    const app = express();
    app.use(createOpenAIRouter({ models: twoModels(), fallthrough: true }));
    app.get('/v1/jobs', (_request, response) => void response.send('jobs'));
    app.get('/', (_request, response) => void response.send('home'));
    await using server = await listen(app);
    expect(await (await fetch(`${server.url}/v1/jobs`)).text()).toBe('jobs');
    expect(await (await fetch(server.url)).text()).toBe('home');
  });

  test('work at any prefix', async () => {
    await using server = await startServer({ prefix: '/deep/llm' });
    const base = `${server.url}/deep/llm`;
    expect((await server.post('/deep/llm/v1/chat/completions', { messages })).status).toBe(200);
    expect(await (await fetch(`${base}/openapi.json`)).json()).toMatchObject({ servers: [{ url: '/deep/llm' }] });
    expect((await fetch(`${base}/docs`)).status).toBe(200);
    expect((await fetch(`${server.url}/v1/models`)).status).toBe(404);
  });
});

describe('request ids', () => {
  test.each([
    ['abc-1.2:3_4', true],
    ['with space', false],
    ['x'.repeat(129), false],
  ])('%s is kept: %s', async (id, kept) => {
    await using server = await startServer();
    for (const path of ['/v1/models', '/v1/nothing']) {
      const answer = await fetch(server.url + path, { headers: { 'x-request-id': id } });
      const sent = answer.headers.get('x-request-id');
      if (kept) expect(sent).toBe(id);
      else expect(sent).toMatch(/^req_[\w-]{36}$/);
    }
  });

  test('that the app has given are kept', async () => {
    await using server = await startServer({
      app: (app) =>
        app.use((_request, response, next) => {
          response.setHeader('x-request-id', 'from-the-app');
          next();
        }),
    });
    expect((await fetch(`${server.url}/v1/models`)).headers.get('x-request-id')).toBe('from-the-app');
  });
});

test('parameters without effect are named in a header', async () => {
  await using server = await startServer();
  const tools = Array.from({ length: 60 }, () => ({ type: 'web_search' }));
  const answer = await server.post('/v1/chat/completions', { messages, store: false, user: 'me', tools });
  expect(answer.status).toBe(200);
  const ignored = answer.headers.get('x-tuneloop-ignored')?.split(', ');
  expect(ignored?.slice(0, 3)).toEqual(['store', 'tools[0]', 'tools[1]']);
  expect(ignored).toHaveLength(51);
  expect((await server.post('/v1/chat/completions', { messages })).headers.has('x-tuneloop-ignored')).toBe(false);
});

test('the fingerprint stays the same for a model and its settings', async () => {
  await using server = await startServer({ models: twoModels() });
  const fingerprints = await Promise.all(
    [1, 2].map(async () => {
      const answer = await server.post('/v1/chat/completions', { messages });
      return ((await answer.json()) as { system_fingerprint: string }).system_fingerprint;
    }),
  );
  expect(fingerprints[0]).toMatch(/^fp_[0-9a-f]{12}$/);
  expect(fingerprints[0]).toBe(fingerprints[1]);
});

test('options are judged when the router is made', () => {
  const models = twoModels();
  const make = (options: object) => () => createOpenAIRouter(options as never);
  expect(make({})).toThrow('ModelProvider');
  expect(make({ models, keepAliveMs: 0 })).toThrow('keepAliveMs');
  expect(make({ models, limits: { bodyBytes: -1 } })).toThrow('bodyBytes');
  expect(make({ models, keepalive: 1 })).toThrow('keepalive');
  expect(make({ models, authenticate: vi.fn() })).not.toThrow();
});
