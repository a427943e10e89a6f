import type { GenerateRequest, LoadedModel } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { collectEvents } from '../../test/remote/collect-events.ts';
import { done, sendJson, startFakeUpstream, streams, type Answer } from '../../test/remote/fake-upstream.ts';
import { createRemoteEngine, type UpstreamKind } from './index.ts';

/*
 * The routes that llama-server has beside OpenAI's, and our own server with it.
 */

function load(url: string, kind: UpstreamKind): Promise<LoadedModel> {
  return createRemoteEngine({ upstreams: [{ url, kind }] }).load({ id: 'model' });
}

const piece = (content: string, more: object = {}): object => ({ index: 0, content, tokens: [], stop: false, ...more });
const last = (more: object): object =>
  piece('', { stop: true, stop_type: 'limit', stopping_word: '', tokens_evaluated: 6, tokens_predicted: 2, ...more });
const scored = { id: 7, token: 'a', bytes: [97], logprob: -1, top_logprobs: [{ id: 8, token: 'b', logprob: -2 }] };

test("llama-server's own completion tells the stop string, the ids of tokens and the prompt's length", async () => {
  await using fake = await startFakeUpstream({
    routes: {
      '/completion': streams(
        piece('', { prompt_progress: { total: 6, cache: 4, processed: 4 } }),
        piece('a', { completion_probabilities: [scored] }),
        piece('b'),
        last({ stop_type: 'word', stopping_word: 'END', timings: { cache_n: 4, prompt_ms: 20, predicted_ms: 30 } }),
      ),
    },
  });
  await using model = await load(fake.url, 'llama.cpp');
  const events = await collectEvents(model, {
    prompt: { type: 'tokens', tokens: [1, 2] },
    stop: ['END'],
    logprobs: { top: 0 },
    maxTokens: 9,
    sampling: { topK: 3 },
    reusePrefix: false,
    outputFormat: { type: 'json-object' },
  });
  expect(events).toMatchObject([
    { type: 'generation-start', promptTokens: 6, cachedTokens: 4 },
    { type: 'text-delta', text: 'a', logprobs: [{ tokenId: 7, bytes: [97], logprob: -1, top: [] }] },
    { type: 'text-delta', text: 'b', logprobs: [] },
    {
      type: 'generation-end',
      finishReason: 'stop',
      stopSequence: 'END',
      usage: { promptTokens: 6, cachedTokens: 4, completionTokens: 2 },
      timings: { prefillMs: 20, decodeMs: 30 },
    },
  ]);
  expect(fake.requests.at(-1)?.body).toMatchObject({
    model: 'model',
    prompt: [1, 2],
    stream: true,
    stop: ['END'],
    n_predict: 9,
    n_probs: 1,
    top_k: 3,
    cache_prompt: false,
    return_progress: true,
    grammar: expect.stringContaining('root') as string,
  });
});

test.each<UpstreamKind>(['llama.cpp', 'tuneloop'])('%s fills gaps, beside other files', async (kind) => {
  await using fake = await startFakeUpstream({
    routes: {
      '/infill': (request, response) =>
        request.body['stream'] === true
          ? streams(piece('b'), last({}))(request, response)
          : sendJson(response, 200, last({ tokens_evaluated: 42 })),
    },
  });
  await using model = await load(fake.url, kind);
  expect(model.info.capabilities.infill).toBe(true);
  const prompt: GenerateRequest['prompt'] = {
    type: 'infill',
    prefix: 'a',
    suffix: 'c',
    files: [{ name: 'b.ts', text: 'b' }],
  };
  const events = await collectEvents(model, { prompt });
  expect(events.map(({ type }) => type)).toEqual(['generation-start', 'text-delta', 'generation-end']);
  expect(fake.requests.at(-1)?.body).toMatchObject({
    input_prefix: 'a',
    input_suffix: 'c',
    input_extra: [{ filename: 'b.ts', text: 'b' }],
    n_predict: -1,
  });
  expect(await model.countTokens(prompt)).toBe(42);
  expect(fake.requests.at(-1)?.body).toMatchObject({ n_predict: 0, stream: false });
});

test('a model that fills no gaps is known before anybody asks', async () => {
  const noTokens: Answer = (_request, response) =>
    sendJson(response, 501, { error: { code: 501, message: 'Infill is not supported by this model' } });
  await using fake = await startFakeUpstream({ routes: { '/infill': noTokens } });
  await using model = await load(fake.url, 'llama.cpp');
  expect(model.info.capabilities.infill).toBe(false);
  const asked = collectEvents(model, { prompt: { type: 'infill', prefix: 'a', suffix: 'b' } });
  await expect(asked).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});

test.each<[what: string, events: (object | string)[]]>([
  ['an answer without its end', [piece('a')]],
  ['an end that is none', [piece('a'), last({ stop_type: 'none' })]],
  ['a piece without content', [{ stop: false }, last({})]],
  ['an error in the middle', [piece('a'), { error: { code: 500, message: 'lost' } }]],
])('%s is UPSTREAM_FAILED', async (_what, events) => {
  await using fake = await startFakeUpstream({ routes: { '/completion': streams(...events) } });
  await using model = await load(fake.url, 'llama.cpp');
  const attempt = collectEvents(model, { prompt: { type: 'text', text: 'a' } });
  await expect(attempt).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
});

test('the log-probabilities of a prompt are those of the text that our own server repeats', async () => {
  const first = { id: 1, token: '<s>', bytes: [60], logprob: null, top_logprobs: [] };
  const second = { ...scored, top_logprobs: [scored, { id: 9, token: 'c', logprob: -3 }] };
  await using fake = await startFakeUpstream({
    routes: {
      '/v1/completions': streams(
        { choices: [], prompt_progress: { total: 2, cache: 0 } },
        { choices: [{ text: '<s>a', logprobs: { content: [first, second] } }] },
        { choices: [{ text: 'b', logprobs: { content: [scored] } }] },
        { choices: [{ text: '', finish_reason: 'length' }], usage: { prompt_tokens: 2, completion_tokens: 1 } },
        done,
      ),
    },
  });
  await using model = await load(fake.url, 'tuneloop');
  const prompt: GenerateRequest['prompt'] = { type: 'text', text: 'a' };
  const events = await collectEvents(model, { prompt, promptLogprobs: { top: 1 }, logprobs: { top: 0 }, maxTokens: 1 });
  expect(events).toMatchObject([
    { type: 'generation-start', promptTokens: 2 },
    {
      type: 'prompt-logprobs',
      tokens: [
        { tokenId: 1, token: '<s>', bytes: [60], logprob: null, top: [] },
        { tokenId: 7, logprob: -1, top: [{ tokenId: 7 }] },
      ],
    },
    { type: 'text-delta', text: 'b', logprobs: [{ tokenId: 7, top: [] }] },
    { type: 'generation-end', usage: { promptTokens: 2, completionTokens: 1 } },
  ]);
  expect(fake.requests.at(-1)?.body).toMatchObject({ echo: true, logprobs: 1, max_tokens: 1 });
  const alone = await collectEvents(model, { prompt, promptLogprobs: { top: 0 }, maxTokens: 1 });
  expect(alone[2]).toEqual({ type: 'text-delta', text: 'b' });
});

test('a context shift is asked for, and what it dropped is told', async () => {
  await using fake = await startFakeUpstream({
    routes: {
      '/v1/completions': streams(
        { choices: [{ text: 'a', finish_reason: 'length' }], timings: { discarded_n: 12 } },
        done,
      ),
    },
  });
  await using model = await load(fake.url, 'tuneloop');
  const prompt: GenerateRequest['prompt'] = { type: 'text', text: 'a' };
  const events = await collectEvents(model, { prompt, contextShift: { enabled: true, keep: 5 } });
  expect(events.at(-1)).toMatchObject({ usage: { discardedTokens: 12 } });
  expect(fake.requests.at(-1)?.body).toMatchObject({ context_shift: true, n_keep: 4 });
  await collectEvents(model, { prompt, contextShift: { keep: 'prompt' } });
  expect(fake.requests.at(-1)?.body).toMatchObject({ n_keep: -1 });
});

test('a token that the model does not have is refused, over which llama-server would fail', async () => {
  await using fake = await startFakeUpstream({
    models: [{ id: 'model', owned_by: 'llamacpp', meta: { n_vocab: 10 } }],
    routes: {
      '/tokenize': streams(),
      '/detokenize': (_request, response) => sendJson(response, 200, { content: 'a' }),
    },
  });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url }] }).load({ id: 'model' });
  expect(await model.tokenizer!.detokenize([9])).toBe('a');
  await expect(model.tokenizer!.detokenize([10])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('a server that cannot generate nothing is asked for one token, which is left out', async () => {
  const text = streams({ choices: [{ text: 'a', finish_reason: 'stop' }] }, done);
  const chat = streams({ choices: [{ delta: { content: 'a' }, finish_reason: 'length' }] }, done);
  await using fake = await startFakeUpstream({ routes: { '/v1/completions': text, '/v1/chat/completions': chat } });
  await using model = await load(fake.url, 'vllm');
  for (const request of [{}, { prompt: { type: 'text', text: 'a' } } as const]) {
    expect(await collectEvents(model, { ...request, maxTokens: 0 })).toMatchObject([
      { type: 'generation-start' },
      { type: 'generation-end', finishReason: 'length', usage: { completionTokens: 0 } },
    ]);
    expect(fake.requests.at(-1)?.body).toMatchObject({ max_tokens: 1 });
  }
});

test('a repeated prompt without log-probabilities is UPSTREAM_FAILED', async () => {
  await using fake = await startFakeUpstream({
    routes: { '/v1/completions': streams({ choices: [{ text: 'a', finish_reason: 'length' }] }, done) },
  });
  await using model = await load(fake.url, 'tuneloop');
  const attempt = collectEvents(model, { prompt: { type: 'text', text: 'a' }, promptLogprobs: { top: 1 } });
  await expect(attempt).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
});
