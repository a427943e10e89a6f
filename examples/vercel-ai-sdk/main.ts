// The Vercel AI SDK against Tuneloop: text, a stream, a tool, an object by a schema.
import assert from 'node:assert/strict';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { textOf, type Prompt } from '@tuneloop/protocol';
import { z } from 'zod';
import { startScriptedServer } from '../scripted-server.ts';

/** What the tool said. */
function lastText(prompt: Prompt): string {
  return prompt.type === 'messages' ? textOf(prompt.messages.at(-1)?.content ?? '') : '';
}

await using server = await startScriptedServer({
  replies: [
    'Hello from here.',
    'One two three.',
    { steps: [{ toolCall: { name: 'weather', arguments: { city: 'Bern' } } }] },
    ({ prompt }) => `It is ${lastText(prompt)} in Bern.`,
    '{"name":"Bern","inhabitants":137000}',
  ],
});
const tuneloop = createOpenAICompatible({
  name: 'tuneloop',
  baseURL: server.baseURL,
  supportsStructuredOutputs: true,
});
const model = tuneloop('default');

const { text } = await generateText({ model, prompt: 'Say hello.' });
console.log('Text:', text);
assert.equal(text, 'Hello from here.');

let streamed = '';
for await (const piece of streamText({ model, prompt: 'Count.' }).textStream) streamed += piece;
console.log('Streamed:', streamed);
assert.equal(streamed, 'One two three.');

const weather = tool({
  description: 'The weather in a city',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => (city === 'Bern' ? 'sunny' : 'unknown'),
});
const withTool = await generateText({
  model,
  prompt: 'What is the weather in Bern?',
  tools: { weather },
  stopWhen: stepCountIs(3),
});
console.log('With a tool:', withTool.text);
assert.match(withTool.text, /sunny.* in Bern\./);
assert.equal(withTool.steps.length, 2);

const city = z.object({ name: z.string(), inhabitants: z.int() });
const { output } = await generateText({ model, prompt: 'Describe Bern.', output: Output.object({ schema: city }) });
console.log('Object:', output);
assert.deepEqual(output, { name: 'Bern', inhabitants: 137_000 });
