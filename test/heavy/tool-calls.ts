/**
 * Demands tool calls of the embedded model, at temperature 1, and lets ajv judge their arguments.
 *
 *     node --conditions=@tuneloop/source test/heavy/tool-calls.ts [--count N] [--slots N]
 *
 * Exits with 1 when a call is invalid, or when an answer is anything but one call.
 */
import { parseArgs } from 'node:util';
import type { LoadedModel, ToolChoice } from '@tuneloop/protocol';
import { createLlamaCppEngine } from '../../packages/runtime/src/llama-cpp/index.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { problemsOf, questions, tools } from '../../packages/runtime/test/model/tool-call-cases.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, slots: { type: 'string', default: '4' } },
});
const [count, slots] = [values.count, values.slots].map((text) => {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(`--count and --slots take whole numbers from 1, not ${text}.`);
  return process.exit(2);
}) as [number, number];

const toolChoices: ToolChoice[] = ['required', 'required', { name: 'get_weather' }, { name: 'book-table' }];

/** @returns what is wrong with the answer. */
async function demandCall(model: LoadedModel, number: number): Promise<string[]> {
  const content = questions[number % questions.length]!;
  const toolChoice = toolChoices[number % toolChoices.length]!;
  const calls: { name: string; arguments: string }[] = [];
  const problems: string[] = [];
  for await (const event of model.generate({
    prompt: { type: 'messages', messages: [{ role: 'user', content }] },
    tools,
    toolChoice,
    maxTokens: 200,
    sampling: { temperature: 1, seed: number + 1 },
  })) {
    if (event.type === 'tool-call-start') calls.push({ name: event.name, arguments: '' });
    else if (event.type === 'tool-call-delta') calls[event.index]!.arguments += event.arguments;
    else if (event.type === 'text-delta') problems.push(`text beside the call: ${event.text}`);
    else if (event.type === 'generation-end' && event.finishReason !== 'tool-calls') {
      problems.push(`ended with ${event.finishReason}`);
    }
  }
  if (calls.length === 0) problems.push('no call');
  return [...problems, ...problemsOf(calls)];
}

await using model = await createLlamaCppEngine({ slots, contextSize: 1024, queueLimit: count }).load({
  id: 'embedded',
  path: await embeddedModelPath(),
});
let done = 0;
let valid = 0;
await Promise.all(
  Array.from({ length: count }, async (_, number) => {
    const problems = await demandCall(model, number);
    if (problems.length === 0) valid += 1;
    else console.log(`${number}: ${problems.join('; ')}`);
    done += 1;
    if (done % 20 === 0) console.log(`${done} of ${count}`);
  }),
);
console.log(`${valid} of ${count} end with a valid call`);
process.exitCode = valid === count ? 0 : 1;
