import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { embedMany, generateText, jsonSchema, Output, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type RunningServer } from './running-server.ts';
import type { ServedEngine } from './served-engine.ts';

/** The official clients over a real model, whichever engine it is on. */
export function testOfficialClients(engine: ServedEngine): void {
  let server: RunningServer;
  beforeAll(async () => {
    server = await engine.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const question = 'What is the capital of France?';
  /** With the model's own system prompt the small model answers greedily in bad French. */
  const system = 'You are a helpful assistant.';
  const longTask = 'Count from one to one thousand, in words.';
  const noSlotTaken = (): Promise<boolean> => eventually(async () => (await server.activeRequests()) === 0);

  describe('the official openai package', () => {
    const client = (): OpenAI => new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
    const model = 'default';

    it('chats', async () => {
      const completion = await client().chat.completions.create({
        model,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: question },
        ],
        temperature: 0,
      });
      expect(completion.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
      expect(completion.choices[0]?.message.content).toContain('Paris');
      expect(completion.usage?.total_tokens).toBe(
        completion.usage!.prompt_tokens + completion.usage!.completion_tokens,
      );
    });

    it('streams, with usage at the end', async () => {
      const stream = await client().chat.completions.create({
        model,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: question },
        ],
        temperature: 0,
        stream: true,
        stream_options: { include_usage: true },
      });
      let text = '';
      let usage: OpenAI.CompletionUsage | null | undefined;
      let chunks = 0;
      for await (const chunk of stream) {
        chunks++;
        text += chunk.choices[0]?.delta.content ?? '';
        usage = chunk.usage;
      }
      expect(text).toContain('Paris');
      expect(chunks).toBeGreaterThan(5);
      expect(usage?.completion_tokens).toBeGreaterThan(3);
    });

    it('cancels a stream, which frees its slot', async () => {
      const stream = await client().chat.completions.create({
        model,
        messages: [{ role: 'user', content: longTask }],
        max_tokens: 1500,
        stream: true,
      });
      for await (const chunk of stream) {
        if (chunk.choices[0]?.delta.content) break;
      }
      expect(await noSlotTaken()).toBe(true);
    });

    it('cancels a request that does not stream, which frees its slot', async () => {
      const controller = new AbortController();
      const request = client().chat.completions.create(
        { model, messages: [{ role: 'user', content: longTask }], max_tokens: 1500 },
        { signal: controller.signal },
      );
      expect(await eventually(async () => (await server.activeRequests()) === 1)).toBe(true);
      controller.abort();
      await expect(request).rejects.toThrow(OpenAI.APIUserAbortError);
      expect(await noSlotTaken()).toBe(true);
    });

    it.runIf(engine.embeds)('embeds', async () => {
      const { data, usage } = await client().embeddings.create({ model, input: ['a cat', 'a dog'] });
      expect(data).toHaveLength(2);
      expect(Math.hypot(...data[0]!.embedding)).toBeCloseTo(1, 4);
      expect(usage.prompt_tokens).toBeGreaterThan(2);
    });

    it('completes text, lists models, and reports errors by their class', async () => {
      const completion = await client().completions.create({
        model,
        prompt: 'One, two, three,',
        max_tokens: 6,
        temperature: 0,
      });
      expect(completion.choices[0]?.text).toContain('four');
      const models = await client().models.list();
      expect(models.data[0]?.id).toBe(server.platform.host.source?.id);
      await expect(client().models.retrieve('none')).rejects.toThrow(OpenAI.NotFoundError);
      await expect(
        client().chat.completions.create({ model, messages: [{ role: 'user', content: 'word '.repeat(5000) }] }),
      ).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
    });

    it('reports log-probabilities', async () => {
      const { choices } = await client().chat.completions.create({
        model,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: question },
        ],
        temperature: 0,
        max_tokens: 4,
        logprobs: true,
        top_logprobs: 3,
      });
      const tokens = choices[0]!.logprobs!.content!;
      expect(tokens).toHaveLength(4);
      for (const { logprob, top_logprobs: top } of tokens) {
        expect(top).toHaveLength(3);
        expect(logprob).toBe(top[0]!.logprob);
      }
    });
  });

  describe('the Vercel AI SDK', () => {
    const provider = () =>
      createOpenAICompatible({ name: 'tuneloop', baseURL: `${server.url}/v1`, supportsStructuredOutputs: true });

    it('chats and streams', async () => {
      const { text, usage } = await generateText({
        model: provider()('default'),
        system,
        prompt: question,
        temperature: 0,
      });
      expect(text).toContain('Paris');
      expect(usage.outputTokens).toBeGreaterThan(3);
      let streamed = '';
      for await (const part of streamText({ model: provider()('default'), system, prompt: question, temperature: 0 })
        .textStream) {
        streamed += part;
      }
      expect(streamed).toContain('Paris');
    });

    it('cancels', async () => {
      const controller = new AbortController();
      const { textStream } = streamText({
        model: provider()('default'),
        prompt: longTask,
        maxOutputTokens: 1500,
        abortSignal: controller.signal,
      });
      try {
        for await (const part of textStream) if (part !== '') controller.abort();
      } catch (error) {
        expect(error).toMatchObject({ name: 'AbortError' });
      }
      expect(await noSlotTaken()).toBe(true);
    });

    it('gets structured output', async () => {
      const schema = jsonSchema<{ city: string; country: string }>({
        type: 'object',
        properties: { city: { type: 'string', maxLength: 20 }, country: { type: 'string', maxLength: 20 } },
        required: ['city', 'country'],
        additionalProperties: false,
      });
      const { output } = await generateText({
        model: provider()('default'),
        output: Output.object({ schema }),
        prompt: 'Paris is the capital of France. Give city and country.',
        temperature: 0,
      });
      expect(Object.keys(output).toSorted()).toEqual(['city', 'country']);
    });

    it.runIf(engine.embeds)('embeds', async () => {
      const { embeddings } = await embedMany({ model: provider().embeddingModel('default'), values: ['a', 'b', 'c'] });
      expect(embeddings).toHaveLength(3);
    });
  });

  describe('LangChain', () => {
    const configuration = () => ({ baseURL: `${server.url}/v1` });
    const chat = (): ChatOpenAI =>
      new ChatOpenAI({
        model: 'default',
        apiKey: 'none',
        temperature: 0,
        maxRetries: 0,
        configuration: configuration(),
      });

    it('chats and streams', async () => {
      const answer = await chat().invoke([new SystemMessage(system), new HumanMessage(question)]);
      expect(answer.text).toContain('Paris');
      expect(answer.usage_metadata).toMatchObject({
        input_tokens: expect.any(Number),
        output_tokens: expect.any(Number),
      });
      let streamed = '';
      for await (const chunk of await chat().stream([new SystemMessage(system), new HumanMessage(question)]))
        streamed += chunk.text;
      expect(streamed).toContain('Paris');
    });

    it('cancels', async () => {
      const controller = new AbortController();
      await expect(async () => {
        for await (const chunk of await chat().stream(longTask, { signal: controller.signal })) {
          if (chunk.text !== '') controller.abort();
        }
      }).rejects.toThrow(/abort/i);
      expect(await noSlotTaken()).toBe(true);
    });

    it.runIf(engine.embeds)('embeds', async () => {
      const embeddings = new OpenAIEmbeddings({ model: 'default', apiKey: 'none', configuration: configuration() });
      const [first, second] = await embeddings.embedDocuments(['a cat', 'a dog']);
      expect(first).toHaveLength(576);
      expect(second).not.toEqual(first);
    });
  });
}
