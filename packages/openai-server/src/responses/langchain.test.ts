import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { createScriptedEngine, type ScriptedEngineOptions } from '@tuneloop/runtime/scripted';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startServer } from '../../test/start-server.ts';
import { collect } from '../../test/stub-model.ts';
import { createModelProvider } from '../models/create-model-provider.ts';

async function connect(engine: ScriptedEngineOptions = {}): Promise<{ chat: ChatOpenAI } & AsyncDisposable> {
  const model = await createScriptedEngine(engine).load({ id: 'scripted' });
  const server = await startServer({ models: createModelProvider([model]) });
  return {
    chat: new ChatOpenAI({
      model: 'scripted',
      apiKey: 'none',
      useResponsesApi: true,
      maxRetries: 0,
      configuration: { baseURL: `${server.url}/v1` },
    }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
    },
  };
}

describe('LangChain on the Responses API', () => {
  test('chats, whole and in a stream', async () => {
    await using rig = await connect();
    expect((await rig.chat.invoke('Hello there')).text).toBe('You said: Hello there');
    const chunks = await collect(await rig.chat.stream('Hello there'));
    expect(chunks.map(({ text }) => text).join('')).toBe('You said: Hello there');
  });

  test('runs a tool and sends back the call, with the reasoning before it', async () => {
    const toolCall = { name: 'look', arguments: { where: 'outside' } };
    await using rig = await connect({
      replies: [{ steps: [{ reasoning: 'Hm.' }, { toolCall }] }, ({ prompt }) => JSON.stringify(prompt)],
    });
    const look = tool(async () => 'a ship', { name: 'look', schema: z.object({ where: z.string() }) });
    const chat = rig.chat.bindTools([look]);
    const question = new HumanMessage('Look.');
    const answer = await chat.invoke([question]);
    expect(answer.tool_calls).toMatchObject([{ name: 'look', args: { where: 'outside' } }]);
    const id = answer.tool_calls?.[0]?.id ?? '';
    const last = await chat.invoke([question, answer, new ToolMessage({ content: 'a ship', tool_call_id: id })]);
    expect(JSON.parse(last.text)).toMatchObject({
      messages: [
        { role: 'user', content: 'Look.' },
        { role: 'assistant', reasoning: 'Hm.', toolCalls: [{ id, name: 'look', arguments: '{"where":"outside"}' }] },
        { role: 'tool', toolCallId: id, content: 'a ship' },
      ],
    });
  });

  test('gets structured output', async () => {
    await using rig = await connect();
    const chat = rig.chat.withStructuredOutput(z.object({ age: z.int() }), { method: 'jsonSchema', name: 'person' });
    expect(await chat.invoke('How old?')).toMatchObject({ age: expect.any(Number) as unknown });
  });
});
