import { generateText, isStepCount, jsonSchema, Output, streamText, tool, type LanguageModel } from 'ai';
import { beforeAll, expect, test } from 'vitest';
import { connectClient } from './client-rig.ts';

type Thinking = NonNullable<Parameters<typeof streamText>[0]['providerOptions']>;

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

/**
 * What the Vercel AI SDK must be able to do, whichever of its providers speaks to the server.
 *
 * @param modelAt the model `weather` of the API at this URL, which ends in `/v1`
 * @param thinking how this provider asks for thoughts
 */
export function testAiSdk(modelAt: (baseURL: string) => LanguageModel, thinking: Thinking): void {
  beforeAll(() => {
    globalThis.AI_SDK_LOG_WARNINGS = false;
  });

  test('chats, whole and in a stream', async () => {
    await using rig = await connectClient();
    const model = modelAt(`${rig.url}/v1`);
    const { text, finishReason, usage } = await generateText({ model, prompt: 'Hi' });
    expect({ text, finishReason }).toEqual({ text: 'Hello from Tuneloop', finishReason: 'stop' });
    expect(usage.outputTokens).toBeGreaterThan(0);
    expect(await streamText({ model, prompt: 'Hi' }).text).toBe('Hello from Tuneloop');
  });

  test('runs a tool, whole and in a stream, with the thoughts before it', async () => {
    await using rig = await connectClient();
    const model = modelAt(`${rig.url}/v1`);
    const request = { model, prompt: 'What is the weather?', tools, stopWhen: isStepCount(3) };
    const { text, steps } = await generateText(request);
    expect(text).toBe('The tool said Köln is wet.');
    expect(steps).toHaveLength(2);
    const streamed = streamText({ ...request, providerOptions: thinking });
    expect(await streamed.text).toBe('The tool said Köln is wet.');
    expect((await streamed.steps)[0]?.reasoningText).toBe('I need the weather.');
  });

  test('gets structured output', async () => {
    await using rig = await connectClient();
    const { output } = await generateText({
      model: modelAt(`${rig.url}/v1`),
      prompt: 'Where?',
      output: Output.object({ schema: city }),
    });
    expect(output).toMatchObject({ city: 'Köln' });
  });
}
