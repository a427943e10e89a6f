import type { LoadedModel } from '@tuneloop/protocol';
import { createModelStore, defaultModelsFolder, embeddedModel } from '@tuneloop/runtime';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createModelProvider } from '../../src/models/create-model-provider.ts';
import { connect } from '../ollama-rig.ts';
import { readEvents, startServer, type TestServer } from '../start-server.ts';

// Each test is a place where llama-server was seen to fall short, in the order of the list that was made of them.

interface Choice {
  finish_reason: string;
  message: { content: string | null; tool_calls?: { function: { name: string; arguments: string } }[] };
}
interface Answer {
  status: number;
  choices: [Choice];
  error: { code: string; message: string; param: string };
}

let model: LoadedModel;
let server: TestServer;

beforeAll(async () => {
  const folder = defaultModelsFolder(process.env, process.platform);
  const { path } = await createModelStore({ folder, environment: process.env }).resolve(embeddedModel.id);
  const settings = { slots: 2, contextSize: 1024, threads: 2, flashAttention: true, gpuLayers: 0 };
  model = await createLlamaCppEngine(settings).load({ id: embeddedModel.id, path });
  server = await startServer({ models: createModelProvider([model]) });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await model[Symbol.asyncDispose]();
});

const system = { role: 'system', content: 'You are a helpful assistant.' };
const greeting = { messages: [system, { role: 'user', content: 'Just say hello. Call nothing.' }], max_tokens: 60 };
const cities = { type: 'object', properties: { city: { enum: ['Paris', 'Rome'] } }, required: ['city'] };
const tool = (name: string, parameters: object = cities): object => ({
  type: 'function',
  function: { name, description: `Tells the ${name}.`, parameters },
});
const tools = [tool('time'), tool('weather')];

async function ask(body: object, at: TestServer = server): Promise<Answer> {
  const answer = await at.post('/v1/chat/completions', { temperature: 0, ...body });
  return { status: answer.status, ...((await answer.json()) as object) } as Answer;
}

function callsOf({ choices: [{ message }] }: Answer): { name: string; arguments: unknown }[] {
  return (message.tool_calls ?? []).map(({ function: call }) => ({
    name: call.name,
    arguments: JSON.parse(call.arguments) as unknown,
  }));
}

const oneOfTheCities = { city: expect.stringMatching(/^(Paris|Rome)$/) as string };

test('1. a named tool_choice is honoured, also where another tool stands first and the user wants none', async () => {
  const answer = await ask({ ...greeting, tools, tool_choice: { type: 'function', function: { name: 'weather' } } });
  expect(answer.choices[0].finish_reason).toBe('tool_calls');
  expect(callsOf(answer)).toEqual([{ name: 'weather', arguments: expect.objectContaining(oneOfTheCities) as object }]);
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
    { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: args } }] },
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

  const streamed = { ...greeting, tools, temperature: 0, logprobs: true, top_logprobs: 2, max_tokens: 6, stream: true };
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

test('8. the queue is bounded: 503 with Retry-After (limits for each key, 429, are not there yet)', async () => {
  await using rig = await connect({ slots: 1, queueLimit: 1, tokensPerSecond: 20 });
  const controller = new AbortController();
  const body = { messages: [{ role: 'user', content: 'word '.repeat(200) }], stream: true };
  const post = async (): Promise<Response> =>
    rig.server.post('/v1/chat/completions', body, { signal: controller.signal });
  await post();
  const waiting = post().catch(() => undefined);
  await expect.poll(async () => rig.model.status()).toMatchObject({ activeRequests: 1, queuedRequests: 1 });
  const refused = await post();
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(await refused.json()).toMatchObject({ error: { code: 'server_busy' } });
  controller.abort();
  await waiting;
});

test('9. the server itself runs no tool: a call goes back to the client, one generation for each request', async () => {
  const toolCall = { id: 'call_1', name: 'shell', arguments: { command: 'id' } };
  await using rig = await connect({ replies: [{ steps: [{ toolCall }] }, 'It went on by itself.'] });
  const shell = tool('shell', { type: 'object', properties: { command: { type: 'string' } } });
  const answer = await rig.server.post('/v1/chat/completions', {
    ...greeting,
    tools: [shell, { type: 'code_interpreter' }, { type: 'mcp', server_url: 'http://127.0.0.1:9' }],
  });
  expect(answer.headers.get('x-tuneloop-ignored')).toBe('tools[1], tools[2]');
  expect(await answer.json()).toMatchObject({
    choices: [
      {
        finish_reason: 'tool_calls',
        message: { content: null, tool_calls: [{ function: { name: 'shell', arguments: '{"command":"id"}' } }] },
      },
    ],
  });
});

// With weights: packages/runtime/test/model/adapters.test.ts. Through a folder that is watched: packages/platform.
test('10. adapters come and go while the server runs, and requests with different ones are served together', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-shortcomings-'));
  await using rig = await connect();
  const say = async (lora: object[]): Promise<string | null> =>
    (await ask({ messages: [{ role: 'user', content: 'hi' }], lora }, rig.server)).choices[0].message.content;
  try {
    for (const id of ['pirate', 'poet']) {
      await writeFile(join(folder, id), id);
      await rig.model.adapters!.load({ id, path: join(folder, id) });
    }
    const one = (id: string): object[] => [{ id, scale: 1 }];
    expect(await Promise.all([say(one('pirate')), say(one('poet')), say([])])).toEqual([
      '[pirate] You said: hi',
      '[poet] You said: hi',
      'You said: hi',
    ]);
    await rig.model.adapters!.unload('pirate');
    expect(await ask({ ...greeting, lora: one('pirate') }, rig.server)).toMatchObject({ status: 404 });
    expect(await say(one('poet'))).toBe('[poet] You said: hi');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
