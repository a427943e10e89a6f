import { expect, test } from 'vitest';
import { collectEvents } from '../../test/remote/collect-events.ts';
import {
  chunk,
  done,
  sendJson,
  startFakeUpstream,
  streams,
  type FakeRequest,
} from '../../test/remote/fake-upstream.ts';
import { createRemoteEngine } from './index.ts';

const yes = streams(chunk({ content: 'Yes' }), chunk({}, { finish_reason: 'stop' }), done);

test('embeddings come in the order of the inputs, texts and tokens mixed, with length 1', async () => {
  await using fake = await startFakeUpstream({
    routes: {
      '/v1/embeddings': ({ body }: FakeRequest, response) => {
        const inputs = body['input'] as (string | number[])[];
        const data = inputs.map((input, index) => ({ index, embedding: [input.length, 0] }));
        sendJson(response, 200, { data: data.toReversed(), usage: { prompt_tokens: inputs.length } });
      },
    },
  });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url }] }).load({ id: 'model' });
  const { embeddings, usage } = await model.embed({ inputs: ['a', [1, 2], 'ccc'] });
  expect(embeddings.map((vector) => Array.from(vector))).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
  expect(usage.promptTokens).toBe(3);
  await expect(model.embed({ inputs: [] })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('embeddings that do not match the inputs are UPSTREAM_FAILED', async () => {
  await using fake = await startFakeUpstream({
    routes: { '/v1/embeddings': (_request, response) => sendJson(response, 200, { data: [] }) },
  });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url }] }).load({ id: 'model' });
  await expect(model.embed({ inputs: ['a'] })).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
});

test('reranking exists where the route does, and logits become probabilities', async () => {
  await using fake = await startFakeUpstream({
    routes: {
      '/v1/rerank': (_request, response) =>
        sendJson(response, 200, {
          results: [
            { index: 1, relevance_score: 3 },
            { index: 0, relevance_score: -3 },
          ],
          usage: { total_tokens: 8 },
        }),
    },
  });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url }] }).load({ id: 'model' });
  expect(model.info.capabilities.rerank).toBe(true);
  const { scores, usage } = await model.rerank({ query: 'q', documents: ['a', 'b'] });
  expect(scores[0]).toBeCloseTo(0.047, 3);
  expect(scores[1]).toBeCloseTo(0.953, 3);
  expect(usage.promptTokens).toBe(8);
});

test("vLLM's tokenizer and adapters", async () => {
  const models = [{ id: 'model', owned_by: 'vllm', max_model_len: 512 }];
  await using fake = await startFakeUpstream({
    models,
    routes: {
      '/v1/chat/completions': yes,
      '/tokenize': ({ body }, response) =>
        sendJson(response, 200, { count: 4, tokens: body['add_special_tokens'] === true ? [0, 1, 2] : [1, 2] }),
      '/detokenize': (_request, response) => sendJson(response, 200, { prompt: 'ab' }),
      '/v1/load_lora_adapter': ({ body }, response) => {
        if (body['lora_path'] === '/bad') sendJson(response, 400, { error: { message: 'No adapter found.' } });
        else response.end('Success: LoRA adapter added successfully.');
      },
      '/v1/unload_lora_adapter': (_request, response) => void response.end('Success'),
    },
  });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url }] }).load({ id: 'model' });
  expect(model.info).toMatchObject({ contextSize: 512, engine: 'remote' });
  expect(await model.tokenizer?.tokenize('ab')).toEqual([1, 2]);
  expect(await model.tokenizer?.detokenize([1, 2])).toBe('ab');
  expect(await model.countTokens({ type: 'text', text: 'ab' })).toBe(3);
  expect(await model.countTokens({ type: 'messages', messages: [{ role: 'user', content: 'ab' }] })).toBe(4);

  const { adapters } = model;
  expect(adapters?.list()).toEqual([]);
  await adapters?.load({ id: 'pirate', path: '/adapters/pirate' });
  await adapters?.load({ id: 'pirate', path: '/adapters/pirate' });
  expect(adapters?.list()).toEqual([{ id: 'pirate', sizeBytes: 0 }]);
  expect(fake.requests.filter(({ path }) => path === '/v1/load_lora_adapter')).toHaveLength(1);
  await collectEvents(model, { adapters: [{ id: 'pirate', scale: 1 }] });
  expect(fake.requests.at(-1)?.body['model']).toBe('pirate');
  const halved = collectEvents(model, { adapters: [{ id: 'pirate', scale: 0.5 }] });
  await expect(halved).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  await expect(adapters?.load({ id: 'bad', path: '/bad' })).rejects.toMatchObject({ code: 'ADAPTER_INVALID' });
  await adapters?.unload('pirate');
  const gone = collectEvents(model, { adapters: [{ id: 'pirate', scale: 1 }] });
  await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(adapters?.unload('pirate')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what cannot be counted without generating is refused', async () => {
  await using fake = await startFakeUpstream({ routes: { '/v1/chat/completions': yes } });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url }] }).load({ id: 'model' });
  expect([model.tokenizer, model.adapters, model.slotStates]).toEqual([undefined, undefined, undefined]);
  await expect(model.countTokens({ type: 'text', text: 'a' })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  expect(model.info.choices.find(({ name }) => name === 'context')?.reason).toMatch(/no upstream says/);
});
