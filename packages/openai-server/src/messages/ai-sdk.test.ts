import { createAnthropic } from '@ai-sdk/anthropic';
import { generateText, isStepCount, jsonSchema, Output, streamText, tool } from 'ai';
import { beforeAll, describe, expect, test } from 'vitest';
import { connectClient, type ClientRig } from '../../test/client-rig.ts';

const modelOf = (rig: ClientRig) => createAnthropic({ baseURL: `${rig.url}/v1`, apiKey: 'none' })('weather');

const city = jsonSchema<{ city: string }>({
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
});
const tools = {
  weather: tool({
    description: 'The weather of a city.',
    inputSchema: city,
    execute: async (input) => `${input.city} is wet`,
  }),
};

beforeAll(() => {
  globalThis.AI_SDK_LOG_WARNINGS = false;
});

describe("the Vercel AI SDK with Anthropic's messages", () => {
  test('chats, whole and in a stream', async () => {
    await using rig = await connectClient();
    const { text, finishReason, usage } = await generateText({ model: modelOf(rig), prompt: 'Hi' });
    expect({ text, finishReason }).toEqual({ text: 'Hello from Tuneloop', finishReason: 'stop' });
    expect(usage.outputTokens).toBeGreaterThan(0);
    expect(await streamText({ model: modelOf(rig), prompt: 'Hi' }).text).toBe('Hello from Tuneloop');
  });

  test('runs a tool, whole and in a stream, with the thoughts before it', async () => {
    await using rig = await connectClient();
    const request = { model: modelOf(rig), prompt: 'What is the weather?', tools, stopWhen: isStepCount(3) };
    const { text, steps } = await generateText(request);
    expect(text).toBe('The tool said Köln is wet.');
    expect(steps).toHaveLength(2);
    const streamed = streamText({
      ...request,
      providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } },
    });
    expect(await streamed.text).toBe('The tool said Köln is wet.');
    expect((await streamed.steps)[0]?.reasoningText).toBe('I need the weather.');
  });

  test('gets structured output', async () => {
    await using rig = await connectClient();
    const { output } = await generateText({
      model: modelOf(rig),
      prompt: 'Where?',
      output: Output.object({ schema: city }),
    });
    expect(output).toMatchObject({ city: 'Köln' });
  });
});
