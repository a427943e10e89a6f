import type { LoadedModel } from '@tuneloop/protocol';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createModelProvider } from '../../src/models/create-model-provider.ts';
import { readEvents, startServer, type TestServer } from '../start-server.ts';
import type { LoadModel } from '../load-embedded-model.ts';
import {
  askAt,
  callsOf,
  cities,
  greeting,
  oneOfTheCities,
  system,
  tool,
  tools,
  type Answer,
} from './shortcoming-requests.ts';

/** The places where llama-server was seen to fall short that need a model, whichever engine it is on. */
export function testShortcomings(load: LoadModel): void {
  let model: LoadedModel;
  let server: TestServer;

  beforeAll(async () => {
    model = await load({ slots: 2, contextSize: 1024 });
    server = await startServer({ models: createModelProvider([model]) });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
  });

  const ask = (body: object): Promise<Answer> => askAt(server, body);

  test('1. a named tool_choice is honoured, also where another tool stands first and the user wants none', async () => {
    const answer = await ask({ ...greeting, tools, tool_choice: { type: 'function', function: { name: 'weather' } } });
    expect(answer.choices[0].finish_reason).toBe('tool_calls');
    expect(callsOf(answer)).toEqual([
      { name: 'weather', arguments: expect.objectContaining(oneOfTheCities) as object },
    ]);
  });

  test('2. tool_choice required never gives plain text', async () => {
    for (const seed of [1, 2, 3]) {
      const answer = await ask({
        ...greeting,
        max_tokens: 300,
        tools: [tool('time', { ...cities, additionalProperties: false })],
        tool_choice: 'required',
        parallel_tool_calls: false,
        temperature: 1,
        seed,
      });
      expect(answer.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
      expect(callsOf(answer)).toEqual([{ name: 'time', arguments: oneOfTheCities }]);
    }
  });

  test('3. output that does not match the tool format is content, not HTTP 500', async () => {
    const { tokens } = (await (await server.post('/tokenize', { content: '{"' })).json()) as { tokens: number[] };
    expect(tokens).toHaveLength(1);
    // The same token again and again: it begins like a call, and is none.
    const malformed = { ...greeting, tools, max_tokens: 8, logit_bias: { [String(tokens[0])]: 100 } };
    const text = '{"'.repeat(8);
    const answer = await ask(malformed);
    expect(answer).toMatchObject({ status: 200, choices: [{ finish_reason: 'length', message: { content: text } }] });
    expect(callsOf(answer)).toEqual([]);
    const events = await readEvents(await server.post('/v1/chat/completions', { ...malformed, stream: true }));
    expect(events.at(-1)).toBe('[DONE]');
    const deltas = events
      .slice(0, -1)
      .map((event) => JSON.parse(event) as { choices: { delta: { content?: string } }[] });
    expect(deltas.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(text);
  });

  test('4. malformed arguments in the history are accepted', async () => {
    const messagesWith = (args: string): object[] => [
      system,
      { role: 'user', content: 'What is the weather?' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: args } }],
      },
      { role: 'tool', tool_call_id: 'a', content: 'The arguments are not JSON.' },
    ];
    for (const args of ['{"city": "Par', '', 'null', '[1]', '{"city": {}}', '"Paris"']) {
      const answer = await ask({ messages: messagesWith(args), tools, max_tokens: 4 });
      expect([args, answer.status]).toEqual([args, 200]);
      expect(['stop', 'length', 'tool_calls']).toContain(answer.choices[0].finish_reason);
    }
  });

  test('5. a JSON schema honours pattern and bounds, and what it cannot honour is refused by name', async () => {
    const schema = {
      type: 'object',
      properties: {
        code: { type: 'string', pattern: '^[A-C]{3}-[0-9]$' },
        share: { type: 'number', minimum: 0.25, maximum: 0.5 },
        count: { type: 'integer', exclusiveMinimum: 7, maximum: 9 },
      },
      required: ['code', 'share', 'count'],
      additionalProperties: false,
    };
    const format = (value: object): object => ({
      response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: value } },
    });
    for (const seed of [1, 2]) {
      const { choices } = await ask({ ...greeting, ...format(schema), max_tokens: 200, temperature: 1, seed });
      const validate = new Ajv2020().compile(schema);
      validate(JSON.parse(choices[0].message.content ?? ''));
      expect(validate.errors).toBeNull();
    }
    const refused = await ask({ ...greeting, ...format({ ...schema, not: { required: ['code'] } }) });
    expect(refused).toMatchObject({
      status: 400,
      error: { code: 'unsupported', message: expect.stringContaining('"not"') as string },
    });
  });

  test('6. tools work together with response_format, logprobs and streams', async () => {
    const schema = {
      type: 'object',
      properties: { hello: { const: true } },
      required: ['hello'],
      additionalProperties: false,
    };
    const both = { ...greeting, tools, response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } };
    const answer = await ask({ ...both, logprobs: true, top_logprobs: 2, max_tokens: 200 });
    const [{ message }] = answer.choices;
    const calls = callsOf(answer);
    // Either is right; anything else is not.
    if (calls.length === 0) expect(JSON.parse(message.content ?? '')).toEqual({ hello: true });
    else for (const call of calls) expect(call.arguments).toMatchObject(oneOfTheCities);

    const streamed = {
      ...greeting,
      tools,
      temperature: 0,
      logprobs: true,
      top_logprobs: 2,
      max_tokens: 6,
      stream: true,
    };
    const response = await server.post('/v1/chat/completions', streamed);
    expect(response.status).toBe(200);
    const events = await readEvents(response);
    expect(events.at(-1)).toBe('[DONE]');
    const chunks = events
      .slice(0, -1)
      .map(
        (event) =>
          JSON.parse(event) as { choices: { delta: { content?: string }; logprobs?: { content: object[] } | null }[] },
      );
    const written = chunks.flatMap(({ choices }) => choices).filter(({ delta }) => delta.content);
    expect(written.length).toBeGreaterThan(0);
    for (const { logprobs } of written) expect(logprobs?.content.length).toBeGreaterThan(0);

    const demanded = await readEvents(
      await server.post('/v1/chat/completions', { ...streamed, tool_choice: 'required', max_tokens: 100 }),
    );
    expect(demanded.at(-1)).toBe('[DONE]');
    expect(demanded.some((event) => event.includes('"tool_calls":[{'))).toBe(true);
  });

  test('7. an unknown model is 404, not served by another', async () => {
    for (const path of [
      '/v1/chat/completions',
      '/v1/completions',
      '/v1/embeddings',
      '/v1/responses',
      '/tokenize',
      '/infill',
    ]) {
      const bodies = { ...greeting, prompt: 'a', input: 'a', content: 'a', input_prefix: 'a', input_suffix: 'b' };
      const needed: Record<string, (keyof typeof bodies)[]> = {
        '/v1/chat/completions': ['messages'],
        '/v1/completions': ['prompt'],
        '/v1/embeddings': ['input'],
        '/v1/responses': ['input'],
        '/tokenize': ['content'],
        '/infill': ['input_prefix', 'input_suffix'],
      };
      const body = Object.fromEntries(needed[path]!.map((name) => [name, bodies[name]]));
      const answer = await server.post(path, { ...body, model: 'gpt-4o' });
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
    }
  });
}
