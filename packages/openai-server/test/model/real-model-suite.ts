import type { LoadedModel } from '@tuneloop/protocol';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { messageSchema } from '../../src/messages/response-schemas.ts';
import { createModelProvider } from '../../src/models/create-model-provider.ts';
import { startServer, type TestServer } from '../start-server.ts';
import { collect } from '../stub-model.ts';
import type { LoadModel } from '../load-embedded-model.ts';

/** What clients get of a server over a real model, whichever engine it is on. */
export function testRealModel(load: LoadModel): void {
  let model: LoadedModel;
  let server: TestServer;
  let client: OpenAI;

  beforeAll(async () => {
    model = await load({ slots: 2, contextSize: 1024 });
    server = await startServer({ models: createModelProvider([model]) });
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
  });

  const question = {
    model: 'default',
    messages: [
      { role: 'system' as const, content: 'You are a helpful assistant.' },
      { role: 'user' as const, content: 'What is the capital of France?' },
    ],
    temperature: 0,
    max_tokens: 24,
  };

  test('a stream says the same as a whole answer', async () => {
    // The same split into batches, so that greedy output is the same to the last bit.
    const request = { ...question, cache_prompt: false };
    const whole = await client.chat.completions.create(request);
    const chunks = await collect(await client.chat.completions.create({ ...request, stream: true }));
    const streamed = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(streamed).toContain('Paris');
    expect(streamed).toBe(whole.choices[0]?.message.content);
  });

  test('a prompt that was seen before comes from the cache', async () => {
    const options = { stream: true, stream_options: { include_usage: true } } as const;
    await client.chat.completions.create(question);
    const chunks = await collect(await client.chat.completions.create({ ...question, ...options }));
    const usage = chunks.at(-1)?.usage;
    expect(usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(10);
    expect(usage?.prompt_tokens).toBeGreaterThan(usage?.prompt_tokens_details?.cached_tokens ?? Infinity);
  });

  test('logprobs, bias, seeds and several choices work together', async () => {
    const request = { ...question, temperature: 1, seed: 7, n: 2, logprobs: true, top_logprobs: 3 };
    const answer = await client.chat.completions.create(request);
    for (const { message, logprobs } of answer.choices) {
      const tokens = logprobs?.content ?? [];
      expect(Buffer.from(tokens.flatMap(({ bytes }) => bytes ?? [])).toString()).toContain(message.content);
      for (const token of tokens) expect(token.top_logprobs).toHaveLength(3);
    }
  });

  test('a JSON schema holds', async () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string', maxLength: 20 }, big: { type: 'boolean' } },
      required: ['city', 'big'],
      additionalProperties: false,
    };
    const answer = await client.chat.completions.create({
      ...question,
      max_tokens: 100,
      response_format: { type: 'json_schema', json_schema: { name: 'city', schema } },
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({
      city: expect.any(String) as unknown,
      big: expect.any(Boolean) as unknown,
    });
  });

  test('what coding agents send is understood', async () => {
    const answer = await server.post('/v1/chat/completions', {
      ...question,
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] },
        ...question.messages,
      ],
      tools: [{ type: 'web_search' }],
      store: false,
      client_metadata: { a: 'b' },
      reasoning_effort: 'low',
      stop: ['\n\n'],
    });
    expect(await answer.json()).toMatchObject({ choices: [{ message: { role: 'assistant' } }] });
    expect(answer.headers.get('x-tuneloop-ignored')).toBe('store, client_metadata, tools[0]');
  });

  test('completions work', async () => {
    const completion = await client.completions.create({
      model: 'default',
      prompt: 'One, two, three,',
      temperature: 0,
    });
    expect(completion.choices[0]?.text).toContain('four');
  });

  test('embeddings work, or are refused as what the model cannot do', async () => {
    if (!model.info.capabilities.embed) {
      const request = client.embeddings.create({ model: 'default', input: 'a cat' });
      await expect(request).rejects.toMatchObject({ status: 400, code: 'unsupported' });
      return;
    }
    const { data } = await client.embeddings.create({ model: 'default', input: ['a cat', 'a car'] });
    expect(data).toHaveLength(2);
    expect(data[0]?.embedding.length).toBeGreaterThan(100);
  });

  test('Anthropic’s messages say what chat completions say, and are counted as they are', async () => {
    const [system, user] = question.messages;
    const prompt = { system: system?.content, messages: [user] };
    const whole = await client.chat.completions.create(question);
    const answer = await server.post('/v1/messages', { ...prompt, max_tokens: question.max_tokens, temperature: 0 });
    const { content, usage } = messageSchema.parse(await answer.json());
    expect(content).toMatchObject([{ type: 'text', text: whole.choices[0]?.message.content }]);
    const promptTokens = usage.input_tokens + usage.cache_read_input_tokens;
    expect(promptTokens).toBe(whole.usage?.prompt_tokens);
    const counted = await server.post('/v1/messages/count_tokens', prompt);
    expect(await counted.json()).toEqual({ input_tokens: promptTokens });
  });

  test('a tool that Anthropic’s messages demand is called with input of its schema', async () => {
    const input_schema = {
      type: 'object',
      properties: { city: { type: 'string', maxLength: 20 } },
      required: ['city'],
      additionalProperties: false,
    };
    const answer = await server.post('/v1/messages', {
      messages: question.messages.slice(1),
      max_tokens: 100,
      temperature: 0,
      tools: [{ name: 'weather', input_schema }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    const { content, stop_reason } = messageSchema.parse(await answer.json());
    expect(stop_reason).toBe('tool_use');
    expect(content.at(-1)).toMatchObject({ name: 'weather', input: { city: expect.any(String) as unknown } });
  });

  test('a prompt beyond the context is refused', async () => {
    const messages = [{ role: 'user' as const, content: 'word '.repeat(3000) }];
    const request = client.chat.completions.create({ ...question, messages });
    await expect(request).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  test('a client that goes away frees its slot', async () => {
    const controller = new AbortController();
    const long = {
      ...question,
      messages: [{ role: 'user' as const, content: 'Tell a very long story.' }],
      max_tokens: 900,
    };
    const stream = await client.chat.completions.create({ ...long, stream: true }, { signal: controller.signal });
    let startedAt: number | undefined;
    let pieces = 0;
    for await (const chunk of stream) {
      if (!chunk.choices[0]?.delta.content) continue;
      startedAt ??= performance.now();
      pieces += 1;
      if (pieces > 10) break;
    }
    const tokenMs = (performance.now() - startedAt!) / 10;
    controller.abort();
    // The rest of the story would take as long as 890 tokens do, on this machine as busy as it is.
    const timeout = 1000 + 200 * tokenMs;
    await vi.waitFor(async () => expect(await model.status()).toMatchObject({ activeRequests: 0 }), { timeout });
  });
}
