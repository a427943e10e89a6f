import type { GenerateRequest, GenerationEvent } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { collectEvents } from '../../test/remote/collect-events.ts';
import { chunk, done, startFakeUpstream, streams, type FakeUpstreamOptions } from '../../test/remote/fake-upstream.ts';
import { createRemoteEngine, type UpstreamOptions } from './index.ts';

/*
 * Streams as the documentation and the sources of each program describe them (constructed, not recorded).
 */

async function answer(
  upstream: FakeUpstreamOptions,
  request: Partial<GenerateRequest> = {},
  options: Partial<UpstreamOptions> = {},
): Promise<{ events: GenerationEvent[]; body: Record<string, unknown> }> {
  await using fake = await startFakeUpstream(upstream);
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url, ...options }] }).load({ id: 'model' });
  const events = await collectEvents(model, request);
  return { events, body: fake.requests.at(-1)!.body };
}

const usage = {
  prompt_tokens: 9,
  completion_tokens: 4,
  prompt_tokens_details: { cached_tokens: 5 },
  completion_tokens_details: { reasoning_tokens: 1 },
};

test('vLLM: reasoning in `reasoning`, usage in every chunk, the stop string in `stop_reason`', async () => {
  const { events, body } = await answer(
    {
      ownedBy: 'vllm',
      models: [{ id: 'model', owned_by: 'vllm', max_model_len: 4096 }],
      routes: {
        '/v1/chat/completions': streams(
          { ...chunk({ role: 'assistant', content: '' }), usage: { prompt_tokens: 9, completion_tokens: 0 } },
          chunk({ reasoning: 'Hm.', reasoning_content: null }),
          chunk({ content: 'Yes' }),
          chunk({ content: '' }, { finish_reason: 'stop', stop_reason: 'END' }),
          { id: 'x', choices: [], usage },
          done,
        ),
      },
    },
    { stop: ['END'], sampling: { topK: 0, minP: 0.1, repeatPenalty: 1.1 }, logprobs: undefined, maxTokens: 50 },
  );
  expect(events).toMatchObject([
    { type: 'generation-start', model: 'model', promptTokens: 9, cachedTokens: 0 },
    { type: 'reasoning-delta', text: 'Hm.' },
    { type: 'text-delta', text: 'Yes' },
    {
      type: 'generation-end',
      finishReason: 'stop',
      stopSequence: 'END',
      usage: { promptTokens: 9, cachedTokens: 5, completionTokens: 4, reasoningTokens: 1 },
    },
  ]);
  expect(body).toMatchObject({
    model: 'model',
    max_tokens: 50,
    top_k: -1,
    min_p: 0.1,
    repetition_penalty: 1.1,
    stop: ['END'],
    stream_options: { include_usage: true, continuous_usage_stats: true },
  });
});

test('Ollama: whole tool calls, all of them at index 0, `stop` at the end, and no [DONE]', async () => {
  const call = (id: string, name: string, args: string): object => ({
    index: 0,
    id,
    type: 'function',
    function: { name, arguments: args },
  });
  const { events } = await answer(
    {
      ownedBy: 'library',
      models: [{ id: 'model:latest', owned_by: 'library' }],
      routes: {
        '/v1/chat/completions': streams(
          chunk({ role: 'assistant', content: '', reasoning: 'Two.' }),
          chunk({ content: '', tool_calls: [call('a', 'look', '{"at":1}'), call('b', 'look', '{"at":2}')] }),
          'data: {"choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}]}',
        ),
      },
    },
    { tools: [{ name: 'look', parameters: { type: 'object' } }] },
  );
  expect(events.slice(1)).toMatchObject([
    { type: 'reasoning-delta', text: 'Two.' },
    { type: 'tool-call-start', index: 0, id: 'a', name: 'look' },
    { type: 'tool-call-delta', index: 0, arguments: '{"at":1}' },
    { type: 'tool-call-end', index: 0 },
    { type: 'tool-call-start', index: 1, id: 'b', name: 'look' },
    { type: 'tool-call-delta', index: 1, arguments: '{"at":2}' },
    { type: 'tool-call-end', index: 1 },
    { type: 'generation-end', finishReason: 'tool-calls', usage: { promptTokens: 0, completionTokens: 2 } },
  ]);
});

test('tool calls in pieces without ids, and arguments as an object', async () => {
  const piece = (index: number, wire: object): object => chunk({ tool_calls: [{ index, function: wire }] });
  const { events } = await answer(
    {
      routes: {
        '/v1/chat/completions': streams(
          piece(0, { name: 'one', arguments: '' }),
          piece(0, { arguments: '{"a"' }),
          piece(0, { name: null, arguments: ':1}' }),
          piece(1, { name: 'two', arguments: { b: 2 } }),
          chunk({}, { finish_reason: 'tool_calls' }),
          done,
        ),
      },
    },
    { tools: [{ name: 'one', parameters: true }] },
  );
  const calls = events.filter((event) => event.type === 'tool-call-start');
  expect(calls.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  const texts = [0, 1].map((index) =>
    events.map((event) => (event.type === 'tool-call-delta' && event.index === index ? event.arguments : '')).join(''),
  );
  expect(texts).toEqual(['{"a":1}', '{"b":2}']);
});

test('llama-server: the progress of the prefill tells the prompt before the first token, timings come with the end', async () => {
  const { events, body } = await answer(
    {
      ownedBy: 'llamacpp',
      routes: {
        '/props': (_request, response) => void response.end(JSON.stringify({ total_slots: 2 })),
        '/v1/chat/completions': streams(
          { ...chunk({ role: 'assistant', content: null }), prompt_progress: { total: 12, cache: 3, processed: 3 } },
          chunk(
            { content: 'a' },
            { logprobs: { content: [{ id: 7, token: 'a', bytes: [97], logprob: -1, top_logprobs: [] }] } },
          ),
          { ...chunk({}, { finish_reason: 'length' }), timings: { prompt_ms: 20, predicted_ms: 30 } },
          done,
        ),
      },
    },
    { logprobs: { top: 0 }, reusePrefix: false, outputFormat: { type: 'json-schema', schema: { type: 'integer' } } },
  );
  expect(events).toMatchObject([
    { type: 'generation-start', promptTokens: 12, cachedTokens: 3 },
    { type: 'text-delta', logprobs: [{ token: 'a', tokenId: 7, bytes: [97], logprob: -1, top: [] }] },
    { type: 'generation-end', finishReason: 'length', timings: { prefillMs: 20, decodeMs: 30 } },
  ]);
  // It would ignore what its own converter does not know, so it gets our grammar.
  expect(body).toMatchObject({ cache_prompt: false, return_progress: true, grammar: expect.any(String) as string });
  expect(body).not.toHaveProperty('response_format');
});

test('completions with lists of log-probabilities', async () => {
  const { events, body } = await answer(
    {
      routes: {
        '/v1/completions': streams(
          {
            choices: [
              { text: 'Hé', logprobs: { tokens: ['Hé'], token_logprobs: [-1], top_logprobs: [{ x: -2, Hé: -1 }] } },
            ],
          },
          { choices: [{ text: '', finish_reason: 'stop' }] },
          done,
        ),
      },
    },
    { prompt: { type: 'text', text: 'Say' }, logprobs: { top: 1 } },
  );
  expect(events[1]).toMatchObject({
    text: 'Hé',
    logprobs: [{ token: 'Hé', bytes: [72, 195, 169], logprob: -1, tokenId: -1, top: [{ token: 'Hé', logprob: -1 }] }],
  });
  expect(body).toMatchObject({ prompt: 'Say', logprobs: 1, max_tokens: null });
});

test.each<[what: string, request: Partial<GenerateRequest>, kind: UpstreamOptions['kind']]>([
  ['a grammar', { outputFormat: { type: 'grammar', grammar: 'root ::= "a"' } }, 'openai'],
  ['top-k sampling', { sampling: { topK: 5 } }, 'ollama'],
  ['DRY', { sampling: { dry: { multiplier: 1 } } }, 'vllm'],
  ['logit biases', { sampling: { logitBias: { 5: -100 } } }, 'ollama'],
  ['variables of the chat template', { templateVariables: { thing: 1 } }, 'openai'],
  ['the continuation of an assistant message', { continueFinalMessage: true }, 'openai'],
  ['token ids', { prompt: { type: 'tokens', tokens: [1] } }, 'ollama'],
  ['filling in', { prompt: { type: 'infill', prefix: 'a', suffix: 'b' } }, 'vllm'],
  ['a context shift', { contextShift: { enabled: true } }, 'llama.cpp'],
  ['log-probabilities of the prompt', { promptLogprobs: { top: 0 } }, 'vllm'],
])('what the upstream cannot be asked for is refused by name: %s', async (what, request, kind) => {
  await using fake = await startFakeUpstream({ routes: { '/v1/chat/completions': streams(done) } });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url, kind }] }).load({ id: 'model' });
  await expect(collectEvents(model, request)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining(what) as string,
  });
  expect(fake.requests).toEqual([]);
});

test('a stream gives the same events whatever its chunks, also within characters and line ends', async () => {
  const text = [chunk({ content: 'Grüße 😀' }), chunk({ content: '\n\u2028 end' }, { finish_reason: 'stop' })]
    .map((event) => `: comment\r\nevent: message\r\ndata: ${JSON.stringify(event)}\r\n\r\n`)
    .join('');
  const bytes = Buffer.from(`\uFEFF${text}data: [DONE]\r\n\r\n`);
  for (const size of [1, 2, 3, 7, 64, bytes.length]) {
    const { events } = await answer({
      routes: {
        '/v1/chat/completions': async (_request, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          for (let at = 0; at < bytes.length; at += size) {
            response.write(bytes.subarray(at, at + size));
            if (size < 64) await new Promise(setImmediate);
          }
          response.end();
        },
      },
    });
    expect(events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('')).toBe(
      'Grüße 😀\n\u2028 end',
    );
  }
});
