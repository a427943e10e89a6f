import { ChatAnthropic } from '@langchain/anthropic';
import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connectClient, type ClientRig } from '../../test/client-rig.ts';
import { collect } from '../../test/stub-model.ts';

const chatOf = (rig: ClientRig): ChatAnthropic =>
  new ChatAnthropic({ model: 'weather', apiKey: 'none', anthropicApiUrl: rig.url, maxTokens: 100, maxRetries: 0 });

describe("LangChain with Anthropic's messages", () => {
  test('chats, whole and in a stream', async () => {
    await using rig = await connectClient();
    expect((await chatOf(rig).invoke('Hi')).text).toBe('Hello from Tuneloop');
    const chunks = await collect(await chatOf(rig).stream('Hi'));
    expect(chunks.map(({ text }) => text).join('')).toBe('Hello from Tuneloop');
  });

  test('runs a tool', async () => {
    await using rig = await connectClient();
    const weather = tool(async ({ city }) => `${city} is cold`, {
      name: 'weather',
      schema: z.object({ city: z.string() }),
    });
    const chat = chatOf(rig).bindTools([weather]);
    const question = new HumanMessage('What is the weather?');
    const answer = await chat.invoke([question]);
    expect(answer.tool_calls).toMatchObject([{ name: 'weather', args: { city: 'Köln' } }]);
    const [call] = answer.tool_calls!;
    const result = await weather.invoke(call!);
    expect((await chat.invoke([question, answer, result])).text).toBe('The tool said Köln is cold.');
  });

  test('gets structured output', async () => {
    await using rig = await connectClient();
    const chat = chatOf(rig).withStructuredOutput(z.object({ city: z.string() }), { name: 'weather' });
    expect(await chat.invoke('Where?')).toMatchObject({ city: 'Köln' });
  });
});
