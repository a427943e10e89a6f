import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type RunningServer } from './running-server.ts';
import type { ServedEngine } from './served-engine.ts';

/** Prefixes, load and bad input, as clients meet them, whichever engine the model is on. */
export function testServing(engine: ServedEngine): void {
  let server: RunningServer;
  beforeAll(async () => {
    server = await engine.start({ slots: 2, queueLimit: 2, contextSize: 1024 });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  interface Answer {
    choices: { message: { content: string }; finish_reason: string }[];
    usage: { prompt_tokens: number; prompt_tokens_details: { cached_tokens: number } };
  }

  type ChatMessage = { role: string; content: string };

  function post(body: unknown, signal?: AbortSignal): Promise<Response> {
    return fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal && { signal }),
    });
  }

  async function ask(messages: ChatMessage[], rest: Record<string, unknown> = {}): Promise<Answer> {
    const response = await post({ messages, temperature: 0, max_tokens: 12, ...rest });
    expect(response.status, response.ok ? '' : await response.clone().text()).toBe(200);
    return (await response.json()) as Answer;
  }

  const longTask: ChatMessage[] = [{ role: 'user', content: 'Count from one to one thousand, in words.' }];
  const isIdle = (): Promise<boolean> => eventually(async () => (await server.activeRequests()) === 0);

  describe('the prefix cache, as clients see it', () => {
    const system: ChatMessage = { role: 'system', content: 'You are a patient teacher of geography. '.repeat(10) };

    it('does not prefill the first turn again in the second', async () => {
      const first: ChatMessage[] = [system, { role: 'user', content: 'What is the capital of France?' }];
      const answer = await ask(first);
      const reply = { role: 'assistant', content: answer.choices[0]!.message.content };
      const second = await ask([...first, reply, { role: 'user', content: 'And of Italy?' }]);
      // The answer may fall into other tokens when it is read as text again, so it is not counted on.
      expect(second.usage.prompt_tokens_details.cached_tokens).toBeGreaterThanOrEqual(answer.usage.prompt_tokens - 8);
    });

    it('does not prefill a system prompt again in another conversation', async () => {
      const other = await ask([system, { role: 'user', content: 'Name a river in Africa.' }]);
      expect(other.usage.prompt_tokens_details.cached_tokens).toBeGreaterThan(70);
      expect(other.usage.prompt_tokens_details.cached_tokens).toBeLessThan(other.usage.prompt_tokens);
    });

    it('can be left alone', async () => {
      const messages: ChatMessage[] = [system, { role: 'user', content: 'Name a river in Asia.' }];
      const fresh = await ask(messages, { cache_prompt: false });
      expect(fresh.usage.prompt_tokens_details.cached_tokens).toBe(0);
    });
  });

  describe('load', () => {
    it('answers the request over the limit with 503 and Retry-After, and serves all others', async () => {
      expect(await isIdle()).toBe(true);
      const controller = new AbortController();
      const body = { messages: longTask, max_tokens: 900, stream: true };
      const running = Array.from({ length: 4 }, () => post(body, controller.signal).catch((error: Error) => error));
      expect(await eventually(async () => (await server.activeRequests()) === 2)).toBe(true);
      await sleep(100);
      const refused = await post(body);
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(await refused.json()).toMatchObject({ error: { message: expect.any(String), code: expect.any(String) } });
      controller.abort();
      await Promise.all(running);
      expect(await isIdle()).toBe(true);
      expect((await ask([{ role: 'user', content: 'Say hello.' }])).choices).toHaveLength(1);
    });

    it('frees the slot of a client that goes away, while streaming and while waiting for the whole answer', async () => {
      for (const stream of [true, false]) {
        const controller = new AbortController();
        const request = post({ messages: longTask, max_tokens: 900, stream }, controller.signal).catch(() => undefined);
        expect(await eventually(async () => (await server.activeRequests()) === 1)).toBe(true);
        if (stream) await request;
        controller.abort();
        await request;
        expect(await isIdle()).toBe(true);
      }
    });
  });

  describe('bad input', () => {
    const user = { role: 'user', content: 'hi' };
    const cases: [name: string, body: unknown, status: number, error: Record<string, unknown>][] = [
      ['malformed JSON', '{"messages": [', 400, {}],
      ['a wrong type', { messages: 'hi' }, 400, { param: 'messages' }],
      ['a wrong type inside', { messages: [{ role: 'user', content: 7 }] }, 400, {}],
      ['an unknown model', { model: 'gpt-9', messages: [user] }, 404, { code: 'model_not_found' }],
      ['no messages', { messages: [] }, 400, { param: 'messages' }],
      ['10 MB', { messages: [{ role: 'user', content: 'x'.repeat(10_000_000) }] }, 413, {}],
      [
        'a prompt that is longer than the context',
        { messages: [{ role: 'user', content: 'word '.repeat(3000) }] },
        400,
        { code: 'context_length_exceeded' },
      ],
      [
        'an unsupported parameter',
        { messages: [user], mirostat: 2 },
        400,
        { code: 'unsupported_parameter', param: 'mirostat' },
      ],
      ['a parameter that does not exist', { messages: [user], temprature: 1 }, 400, { param: 'temprature' }],
      [
        'a schema that cannot be enforced',
        {
          messages: [user],
          response_format: {
            type: 'json_schema',
            json_schema: { name: 'x', schema: { type: 'object', patternProperties: { '^a': {} } } },
          },
        },
        400,
        { message: expect.stringContaining('patternProperties') },
      ],
    ];

    it.each(cases)('%s is a clear error, and the server goes on', async (_name, body, status, error) => {
      const response = await post(body);
      const answer: unknown = await response.json();
      expect({ status: response.status, answer }).toMatchObject({ status, answer: { error } });
      expect((await ask([user], { max_tokens: 2 })).choices).toHaveLength(1);
    });

    it('refuses bytes that are not UTF-8', async () => {
      const body = Buffer.concat([
        Buffer.from('{"messages":[{"role":"user","content":"'),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('"}]}'),
      ]);
      const response = await fetch(`${server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(/utf-8/i) } });
    });
  });
}
