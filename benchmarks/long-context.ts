/** What YaRN keeps of a model beyond the context that it was trained with. Quality, not speed. */
import type { GenerationEvent, LoadedModel } from '@tuneloop/protocol';
import { createLlamaCppEngine, type LlamaCppEngineOptions } from '@tuneloop/runtime/llama-cpp';
import { programArguments, wholeNumber } from './arguments.ts';
import { markdownTable } from './table.ts';

const usage = `Usage: npm run benchmark:long-context -- --model FILE.gguf [--tokens 8900] [--context 9216] [--threads 2]

Asks for a fact from the middle of a prompt that is longer than the window of training, with positions as trained and
with YaRN, and says how likely the prompt's tokens beyond the window were.`;
const values = programArguments(usage, {
  model: { type: 'string' },
  tokens: { type: 'string' },
  context: { type: 'string' },
  threads: { type: 'string' },
});
const { model: path } = values;
if (path === undefined) throw new Error('--model FILE.gguf is missing.');
const promptTokens = wholeNumber('tokens', values.tokens, 8900);
const contextSize = wholeNumber('context', values.context, 9216);
const threads = wholeNumber('threads', values.threads, 2);

const key = '56070';
const filler = 'The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again. ';
const fact = `The pass key is ${key}. Remember it. ${key} is the pass key. `;
const question = 'What is the pass key? The pass key is';

function load(rope: LlamaCppEngineOptions['rope']): Promise<LoadedModel> {
  const engine = createLlamaCppEngine({ slots: 1, contextSize, threads, gpuLayers: 0, flashAttention: true, rope });
  return engine.load({ id: 'model', path });
}

async function prompt(model: LoadedModel): Promise<string> {
  const repeats = Math.floor(promptTokens / (await model.tokenizer!.tokenize(filler)).length);
  const half = Math.floor(repeats / 2);
  return filler.repeat(half) + fact + filler.repeat(repeats - half) + question;
}

/** Mean over tokens `from` to `to` of the prompt, as they were predicted. */
function meanLogprob(events: readonly GenerationEvent[], from: number, to: number): number {
  const scores = events.find((event) => event.type === 'prompt-logprobs')!.tokens.slice(from, to);
  return scores.reduce((sum, { logprob }) => sum + (logprob ?? 0), 0) / scores.length;
}

const refusal = await load(undefined).then(
  async (model) => {
    await model[Symbol.asyncDispose]();
    return 'it was not refused; ask for more (--context)';
  },
  (error: unknown) => String(error),
);
console.log(`Without "rope": ${refusal}\n`);

const settings: [name: string, rope: LlamaCppEngineOptions['rope']][] = [
  // A factor of 1 moves the limit and nothing else.
  ['as trained', { scaling: 'linear', originalContext: contextSize, factor: 1 }],
  ['YaRN', { scaling: 'yarn' }],
];
const rows: (string | number)[][] = [];
for (const [name, rope] of settings) {
  await using model = await load(rope);
  const trained = model.info.trainedContextSize!;
  const events: GenerationEvent[] = [];
  const request = { prompt: { type: 'text' as const, text: await prompt(model) }, maxTokens: 8 };
  for await (const event of model.generate({ ...request, sampling: { temperature: 0 }, promptLogprobs: { top: 0 } })) {
    events.push(event);
  }
  const answer = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
  const [within, beyond] = [meanLogprob(events, trained - 500, trained), meanLogprob(events, trained + 50, Infinity)];
  rows.push([name, within, beyond, JSON.stringify(answer), answer.includes(key) ? 'yes' : 'no']);
  console.error(rows.at(-1)?.join(' | '));
}
console.log(
  markdownTable(
    ['positions', 'mean log-probability before the end of the window', 'beyond it', 'answer', 'right'],
    rows,
  ),
);
