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
