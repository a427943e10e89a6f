import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, test, vi } from 'vitest';
import { createInteractionSink } from '../../test/interaction-sink.ts';
import { startServer, type TestServer } from '../../test/start-server.ts';
import { createStubModel, end, play, start, text, untilAborted, type Script } from '../../test/stub-model.ts';
import type { ItemPage } from './input-items-page.ts';
import { createMemoryResponseStore } from './memory-response-store.ts';
import { itemPageSchema, responseSchema } from './resource-schema.ts';
import type { ResponseResource } from './response-resource.ts';
import type { ResponseStreamEvent } from './stream-event.ts';

const path = '/v1/responses';

async function create(
  server: TestServer,
  body: object,
  headers: Record<string, string> = {},
): Promise<ResponseResource> {
  const answer = await server.post(path, { input: 'Hi', ...body }, { headers });
  expect(answer.status).toBe(200);
  return responseSchema.parse(await answer.json());
}

async function stream(server: TestServer, body: object = {}): Promise<ResponseStreamEvent[]> {
  const answer = await server.post(path, { input: 'Hi', stream: true, ...body });
  const blocks = (await answer.text()).split('\n\n').filter((block) => block !== '' && !block.startsWith(':'));
  expect(blocks.pop()).toBe('data: [DONE]');
  return blocks.map((block, index) => {
    const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
    const event = JSON.parse(data ?? '') as ResponseStreamEvent;
    expect(name).toBe(event.type);
    expect(event.sequence_number).toBe(index);
    return event;
  });
}

function messagesOf(server: TestServer, index = -1): unknown {
  const prompt = server.model.requests.at(index)?.prompt;
  return prompt?.type === 'messages' ? prompt.messages : undefined;
}

describe('a response', () => {
  test('is answered whole, and named in the log', async () => {
    const sink = createInteractionSink();
    await using server = await startServer({ eventSinks: [sink] });
    const response = await create(server, { metadata: { topic: 'greeting' }, user: 'me' });
    expect(response).toMatchObject({
      model: 'stub',
      status: 'completed',
      output: [{ content: [{ text: 'Hello there' }] }],
      metadata: { topic: 'greeting' },
    });
    expect(response.id).toMatch(/^resp_[0-9a-f]{32}$/);
    expect(sink.interactions.map(({ id }) => id)).toEqual([response.id]);
  });

  test('is streamed, and stored before its end is told', async () => {
    await using server = await startServer();
    const events = await stream(server);
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error('No end.');
    expect(await (await fetch(`${server.url}${path}/${last.response.id}`)).json()).toEqual(last.response);
  });

  test('names what had no effect', async () => {
    await using server = await startServer();
    const answer = await server.post(path, { input: 'Hi', tools: [{ type: 'web_search' }], service_tier: 'flex' });
    expect(answer.headers.get('x-tuneloop-ignored')).toBe('service_tier, tools[0]');
  });

  test('has its instructions first, and not those of the one that it continues', async () => {
    await using server = await startServer();
    const first = await create(server, { instructions: 'Be brief.' });
    await create(server, { instructions: 'Be long.', previous_response_id: first.id, input: 'And?' });
    expect(messagesOf(server)).toMatchObject([
      { role: 'system', content: 'Be long.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello there' },
      { role: 'user', content: 'And?' },
    ]);
  });
});

describe('a stored response', () => {
  test('can be continued again and again, streamed or not, and when those before it are gone', async () => {
    await using server = await startServer();
    const first = await create(server, { input: 'One' });
    const second = await create(server, { input: 'Two', previous_response_id: first.id });
    await fetch(`${server.url}${path}/${first.id}`, { method: 'DELETE' });
    await stream(server, { input: 'Three', previous_response_id: second.id });
    const said = (messagesOf(server) as { content: string }[]).map(({ content }) => content);
    expect(said).toEqual(['One', 'Hello there', 'Two', 'Hello there', 'Three']);
    expect(second.previous_response_id).toBe(first.id);
  });

  test('is shown, and forgotten', async () => {
    await using server = await startServer();
    const response = await create(server, {});
    const url = `${server.url}${path}/${response.id}`;
    expect(await (await fetch(url)).json()).toEqual(response);
    const deleted = await fetch(url, { method: 'DELETE' });
    expect(await deleted.json()).toEqual({ id: response.id, object: 'response', deleted: true });
    for (const [method, address] of [
      ['GET', url],
      ['DELETE', url],
      ['GET', `${url}/input_items`],
    ] as const) {
      const answer = await fetch(address, { method });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({
        error: {
          message: `Response with id '${response.id}' not found.`,
          type: 'invalid_request_error',
          param: null,
          code: 'not_found',
        },
      });
    }
    const next = await server.post(path, { input: 'And?', previous_response_id: response.id });
    expect(next.status).toBe(404);
    expect(await next.json()).toMatchObject({
      error: { code: 'previous_response_not_found', param: 'previous_response_id' },
    });
  });

  test('is not there when it was not to be stored, but may continue one that is', async () => {
    await using server = await startServer();
    const first = await create(server, { input: 'One' });
    const second = await create(server, { input: 'Two', previous_response_id: first.id, store: false });
    expect(second.store).toBe(false);
    expect(messagesOf(server)).toHaveLength(3);
    expect((await fetch(`${server.url}${path}/${second.id}`)).status).toBe(404);
  });

  test('belongs to the client that made it', async () => {
    const authenticate = (token: string) => ({ id: token, scopes: ['chat' as const] });
    await using server = await startServer({ authenticate });
    const [anna, bert] = [{ authorization: 'Bearer anna' }, { authorization: 'Bearer bert' }];
    const { id, output } = await create(server, {}, anna);
    const url = `${server.url}${path}/${id}`;
    expect((await fetch(url, { headers: bert })).status).toBe(404);
    expect((await fetch(`${url}/input_items`, { headers: bert })).status).toBe(404);
    expect((await fetch(url, { headers: bert, method: 'DELETE' })).status).toBe(404);
    const reference = { type: 'item_reference', id: output[0]?.id };
    for (const body of [{ input: 'x', previous_response_id: id }, { input: [reference] }]) {
      expect((await server.post(path, body, { headers: bert })).status).toBe(404);
      expect((await server.post(path, body, { headers: anna })).status).toBe(200);
    }
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: anna })).status).toBe(200);
  });

  test('lends its items by reference', async () => {
    await using server = await startServer();
    const { output } = await create(server, { input: 'One' });
    const input = [
      { role: 'user', content: 'One' },
      { type: 'item_reference', id: output[0]?.id },
      { role: 'user', content: 'Two' },
    ];
    await create(server, { input });
    expect(messagesOf(server)).toMatchObject([{ content: 'One' }, { role: 'assistant', content: 'Hello there' }, {}]);
    const answer = await server.post(path, { input: [{ type: 'item_reference', id: 'msg_unknown' }] });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { param: 'input[0].id', code: 'not_found' } });
  });

  test('lists what it was given, in pages', async () => {
    await using server = await startServer();
    const first = await create(server, { input: 'One', instructions: 'Not an item.' });
    const { id } = await create(server, {
      input: [{ id: 'mine', role: 'user', content: 'Two' }],
      previous_response_id: first.id,
    });
    const list = async (query = ''): Promise<ItemPage> => {
      const answer = await fetch(`${server.url}${path}/${id}/input_items${query}`);
      expect(answer.status).toBe(200);
      return itemPageSchema.parse(await answer.json());
    };
    const [given] = (await list('?order=asc&limit=1')).data;
    const ids = [given?.id, first.output[0]?.id, 'mine'];
    expect(given).toMatchObject({ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'One' }] });
    expect((await list('?order=asc')).data.map((item) => item.id)).toEqual(ids);
    expect((await list()).data.map((item) => item.id)).toEqual(ids.toReversed());
    expect(await list('?limit=2')).toMatchObject({ first_id: 'mine', last_id: ids[1], has_more: true });
    expect(await list(`?limit=2&after=${ids[1]}`)).toMatchObject({ data: [given], has_more: false });
    for (const [query, param] of [
      ['?limit=0', 'limit'],
      ['?order=up', 'order'],
      ['?after=x', 'after'],
    ] as const) {
      const answer = await fetch(`${server.url}${path}/${id}/input_items${query}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { param } });
    }
  });

  test('cannot be streamed again', async () => {
    await using server = await startServer();
    const { id } = await create(server, {});
    const answer = await fetch(`${server.url}${path}/${id}?stream=true`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'unsupported_parameter', param: 'stream' } });
  });

  test('may be kept elsewhere', async () => {
    const responseStore = createMemoryResponseStore();
    await using server = await startServer({ responseStore });
    const { id } = await create(server, {});
    expect((await responseStore.get(undefined, id))?.response.id).toBe(id);
  });
});

describe('what fails', () => {
  const failing = (error: Error): Script =>
    async function* () {
      yield start();
      yield text('Hel');
      throw error;
    };

  test('before the first event has a status of its own, streamed or not', async () => {
    // oxlint-disable-next-line require-yield -- it fails first
    const script: Script = async function* () {
      throw new TuneloopError('BUSY', 'Full.', { details: { retryAfterSeconds: 7 } });
    };
    await using server = await startServer({ model: createStubModel({ script }) });
    for (const body of [{}, { stream: true }]) {
      const answer = await server.post(path, { input: 'Hi', ...body });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7']);
    }
  });

  test('in the middle of a stream ends it, is logged and stored, and cannot be continued', async () => {
    const logger = { error: vi.fn(), warn: vi.fn() };
    const script = failing(new Error('a secret'));
    await using server = await startServer({ model: createStubModel({ script }), logger });
    const events = await stream(server);
    expect(events.slice(-2)).toMatchObject([
      { type: 'error', error: { code: 'internal_error' } },
      { type: 'response.failed', response: { status: 'failed', output: [{ status: 'incomplete' }] } },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(logger.error).toHaveBeenCalledOnce();
    const last = events.at(-1);
    const id = last?.type === 'response.failed' ? last.response.id : '';
    expect(await (await fetch(`${server.url}${path}/${id}`)).json()).toMatchObject({ status: 'failed' });
    const next = await server.post(path, { input: 'And?', previous_response_id: id });
    expect(next.status).toBe(400);
    expect(await next.json()).toMatchObject({ error: { param: 'previous_response_id' } });
  });

  test('in the middle of a whole answer is its status', async () => {
    const script = failing(new TuneloopError('UPSTREAM_FAILED', 'Gone.'));
    await using server = await startServer({ model: createStubModel({ script }) });
    expect((await server.post(path, { input: 'Hi' })).status).toBe(502);
  });

  test('when storing is told', async () => {
    const put = async (): Promise<void> => {
      throw new TuneloopError('STORE_FAILED', 'The disk is full.');
    };
    const logger = { error: vi.fn(), warn: vi.fn() };
    await using server = await startServer({ responseStore: { ...createMemoryResponseStore(), put }, logger });
    const answer = await server.post(path, { input: 'Hi' });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ error: { code: 'store_failed' } });
    const events = await stream(server);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['error', 'response.failed']);
    expect(logger.warn).toHaveBeenCalledOnce();
    expect((await server.post(path, { input: 'Hi', store: false })).status).toBe(200);
  });

  test('frees the model, and a client that goes away does too and leaves nothing behind', async () => {
    const responseStore = createMemoryResponseStore();
    const put = vi.spyOn(responseStore, 'put');
    const script: Script = async function* (_, signal) {
      yield start();
      await untilAborted(signal);
    };
    const model = createStubModel({ script });
    await using server = await startServer({ model, responseStore });
    for (const body of [{}, { stream: true }]) {
      const controller = new AbortController();
      const answer = server
        .post(path, { input: 'Hi', ...body }, { signal: controller.signal })
        .then((response) => response.text());
      await vi.waitFor(() => expect(model.running()).toBe(1));
      controller.abort();
      await expect(answer).rejects.toThrow('abort');
      await vi.waitFor(() => expect(model.running()).toBe(0));
    }
    expect(put).not.toHaveBeenCalled();
  });
});

describe('refused', () => {
  test.each([
    ['GET', '', 405],
    ['POST', '/resp_1', 405],
    ['POST', '/resp_1/input_items', 405],
    ['POST', '/compact', 404],
    ['POST', '/input_tokens', 404],
    ['POST', '/resp_1/cancel', 404],
    ['GET', '/resp_1', 404],
  ])('%s /v1/responses%s is %d', async (method, rest, status) => {
    await using server = await startServer();
    const answer = await fetch(server.url + path + rest, { method });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  test('no message at all', async () => {
    await using server = await startServer();
    const input = [{ type: 'reasoning', summary: [] }];
    for (const body of [{ input: [] }, { input }]) {
      const answer = await server.post(path, body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { param: 'input' } });
    }
    expect((await server.post(path, { input: [], instructions: 'Say hello.' })).status).toBe(200);
  });

  test('images where the model cannot see, and any text where it only embeds', async () => {
    const capabilities = {
      generate: true,
      embed: true,
      rerank: false,
      infill: false,
      images: false,
      tools: true,
      reasoning: true,
    };
    const image = { type: 'input_image', image_url: 'data:image/png;base64,AAAA' };
    for (const [model, input, param] of [
      [createStubModel({ info: { capabilities } }), [{ role: 'user', content: [image] }], 'input'],
      [createStubModel({ info: { capabilities: { ...capabilities, generate: false } } }), 'Hi', 'model'],
    ] as const) {
      await using server = await startServer({ model });
      const answer = await server.post(path, { input });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { param, code: 'unsupported' } });
    }
    await using server = await startServer();
    expect((await server.post(path, { input: [{ role: 'user', content: [image] }] })).status).toBe(200);
  });

  test('a model that is not there', async () => {
    await using server = await startServer();
    const answer = await server.post(path, { input: 'Hi', model: 'nobody' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
  });
});

test('a response that ran out of tokens is incomplete and can be continued', async () => {
  let turn = 0;
  const script: Script = () => play([start(), text('Hel'), end((turn += 1) === 1 ? 'length' : 'stop')]);
  await using server = await startServer({ model: createStubModel({ script }) });
  const first = await create(server, { max_output_tokens: 1 });
  expect(first).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  const second = await create(server, { input: 'Go on.', previous_response_id: first.id });
  expect(second.status).toBe('completed');
  expect(messagesOf(server)).toMatchObject([{ content: 'Hi' }, { content: 'Hel' }, { content: 'Go on.' }]);
});
