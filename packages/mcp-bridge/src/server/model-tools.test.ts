import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { startMcp } from '../../test/http-rig.ts';
import { testExecutor, testTool } from '../../test/test-executor.ts';
import { createMcpServer } from './create-mcp-server.ts';
import { oneModel } from './mcp-models.ts';

test('generate answers, with the text so far as progress; embed gives vectors', async () => {
  await using model = await createScriptedEngine().load({ id: 'scripted' });
  await using rig = await startMcp({ server: createMcpServer({ models: oneModel(model) }) });
  const client = await rig.client();
  const { tools } = await client.listTools();
  expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
    ['generate', true],
    ['embed', true],
  ]);
  const progress: string[] = [];
  const generated = await client.callTool(
    { name: 'generate', arguments: { prompt: 'Hello there', max_tokens: 20 } },
    { onprogress: ({ message }) => progress.push(message ?? '') },
  );
  expect(generated.structuredContent).toEqual({
    model: 'scripted',
    text: 'You said: Hello there',
    finish_reason: 'stop',
    usage: { prompt_tokens: expect.any(Number) as number, completion_tokens: expect.any(Number) as number },
  });
  expect(generated.content).toEqual([{ type: 'text', text: 'You said: Hello there' }]);
  expect('You said: Hello there'.startsWith(progress[0] ?? '?')).toBe(true);

  const embedded = await client.callTool({ name: 'embed', arguments: { input: ['one', 'two'] } });
  const { embeddings } = embedded.structuredContent as { embeddings: number[][] };
  expect(embeddings).toHaveLength(2);
  expect(Math.hypot(...embeddings[0]!)).toBeCloseTo(1);
  expect(JSON.stringify(embedded.content).length).toBeLessThan(200);
});

test('a conversation is continued, with instructions', async () => {
  const seen: unknown[] = [];
  await using model = await createScriptedEngine({
    replies: ({ prompt }) => {
      seen.push(prompt);
      return 'Yes.';
    },
  }).load({ id: 'scripted' });
  await using rig = await startMcp({ server: createMcpServer({ models: oneModel(model) }) });
  const client = await rig.client();
  const messages = [
    { role: 'user', content: 'A' },
    { role: 'assistant', content: 'B' },
  ];
  await client.callTool({ name: 'generate', arguments: { system: 'Be brief.', messages, prompt: 'C' } });
  expect(seen).toEqual([
    {
      type: 'messages',
      messages: [{ role: 'system', content: 'Be brief.' }, ...messages, { role: 'user', content: 'C' }],
    },
  ]);
});

test.each([
  ['generate', {}, 'give a "prompt"'],
  ['generate', { prompt: 'x', temprature: 1 }, 'temprature'],
  ['embed', { input: [] }, 'input'],
])('%s with %j says what is wrong', async (name, args, word) => {
  await using model = await createScriptedEngine().load({ id: 'scripted' });
  await using rig = await startMcp({ server: createMcpServer({ models: oneModel(model) }) });
  const client = await rig.client();
  const result = await client.callTool({ name, arguments: args });
  expect(result.isError).toBe(true);
  expect((result.content[0] as { text: string }).text).toContain(word);
});

test('a tool of the executor wins over the model where both have one name', async () => {
  await using model = await createScriptedEngine().load({ id: 'scripted' });
  const executor = testExecutor([testTool('embed', async () => ({ status: 'success', mine: true }))]);
  await using rig = await startMcp({ server: createMcpServer({ executor, models: oneModel(model) }) });
  const client = await rig.client();
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['embed', 'generate']);
  const result = await client.callTool({ name: 'embed', arguments: {} });
  expect(result.structuredContent).toEqual({ status: 'success', mine: true });
});
