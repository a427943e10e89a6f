import type { GenerateRequest } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { collectEvents } from '../../test/remote/collect-events.ts';
import { done, sendJson, startFakeUpstream, streams, type Answer } from '../../test/remote/fake-upstream.ts';
import { createRemoteEngine } from './index.ts';

test.each<[choice: GenerateRequest['toolChoice'], tools: string[], wire: unknown]>([
  ['required', ['look', 'listen'], 'required'],
  [{ name: 'listen' }, ['listen'], 'required'],
  ['auto', ['look', 'listen'], 'auto'],
])('llama-server is asked for tools by %j so that it can be held to it', async (toolChoice, tools, wire) => {
  const end = { choices: [{ delta: {}, finish_reason: 'stop' }] };
  const piece = { choices: [{ delta: { content: 'I see.' } }] };
  await using fake = await startFakeUpstream({ routes: { '/v1/chat/completions': streams(piece, end, done) } });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url, kind: 'llama.cpp' }] }).load({
    id: 'model',
  });
  const asked = collectEvents(model, {
    tools: ['look', 'listen'].map((name) => ({ name, parameters: { type: 'object' } })),
    toolChoice,
  });
  // It may answer in plain text all the same, which is no success.
  if (toolChoice === 'auto') await asked;
  else await expect(asked).rejects.toMatchObject({ code: 'OUTPUT_INVALID' });
  const { body } = fake.requests.at(-1)!;
  expect(body['tool_choice']).toEqual(wire);
  expect((body['tools'] as { function: { name: string } }[]).map((tool) => tool.function.name)).toEqual(tools);
});

test('tools that llama-server would leave out are refused, unless nobody may call them', async () => {
  const props: Answer = (_request, response) =>
    sendJson(response, 200, { chat_template_caps: { supports_tools: false } });
  const end = { choices: [{ delta: {}, finish_reason: 'stop' }] };
  await using fake = await startFakeUpstream({
    routes: { '/props': props, '/v1/chat/completions': streams(end, done) },
  });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url, kind: 'llama.cpp' }] }).load({
    id: 'model',
  });
  expect(model.info.capabilities.tools).toBe(false);
  const tools = [{ name: 'look', parameters: true }];
  await expect(collectEvents(model, { tools })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  expect(await collectEvents(model, { tools, toolChoice: 'none' })).toHaveLength(2);
});

test('llama-server writes a demanded call under a grammar, behind the prompt of its own template', async () => {
  const text = '{"name": "listen", "arguments": {"to": "it"}}';
  const pieces = [text.slice(0, 13), text.slice(13, 31), text.slice(31)].map((content) => ({ content, stop: false }));
  const last = { content: '', stop: true, stop_type: 'eos', tokens_evaluated: 9, tokens_predicted: 12 };
  await using fake = await startFakeUpstream({
    routes: {
      '/tokenize': streams(),
      '/apply-template': (_request, response) => sendJson(response, 200, { prompt: 'as its template has it' }),
      '/completion': streams(...pieces, last),
    },
  });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url, kind: 'llama.cpp' }] }).load({
    id: 'model',
  });
  const to = { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] };
  const events = await collectEvents(model, {
    tools: [
      { name: 'look', parameters: to },
      { name: 'listen', parameters: to },
    ],
    toolChoice: { name: 'listen' },
    stop: ['to'],
    maxTokens: 40,
  });
  expect(events.map(({ type }) => type).filter((type) => type !== 'tool-call-delta')).toEqual([
    'generation-start',
    'tool-call-start',
    'tool-call-end',
    'generation-end',
  ]);
  expect(events[1]).toMatchObject({ name: 'listen' });
  const written = events.map((event) => (event.type === 'tool-call-delta' ? event.arguments : '')).join('');
  expect(JSON.parse(written)).toEqual({ to: 'it' });
  expect(events.at(-1)).toMatchObject({ finishReason: 'tool-calls', usage: { promptTokens: 9, completionTokens: 12 } });
  const [rendered, asked] = fake.requests.slice(-2);
  expect(rendered?.body['tools']).toHaveLength(1);
  expect(asked?.body).toMatchObject({ prompt: 'as its template has it', n_predict: 40 });
  expect(asked?.body['grammar']).toContain('listen');
  expect(asked?.body).not.toHaveProperty('stop');
});
