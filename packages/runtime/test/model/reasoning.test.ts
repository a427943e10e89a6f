import type { GenerateRequest, LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { copyEmbeddedModel, type ModelCopy } from './embedded-model-copy.ts';

/** Makes any model reason, in form at least: the prompt opens its thoughts, unless thinking is switched off. */
const reasoningTemplate =
  "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}" +
  "{{ '<|im_start|>assistant\n' }}{% if enable_thinking is undefined or enable_thinking %}{{ '<think>' }}{% endif %}";

let copy: ModelCopy;
let model: LoadedModel;
beforeAll(async () => {
  copy = await copyEmbeddedModel(reasoningTemplate);
  const engine = createLlamaCppEngine({ slots: 2, contextSize: 512, threads: 1, flashAttention: true, gpuLayers: 0 });
  model = await engine.load({ id: 'm', path: copy.path });
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  await copy[Symbol.asyncDispose]();
});

async function run(rest: Partial<GenerateRequest>, signal?: AbortSignal) {
  const request: GenerateRequest = {
    prompt: { type: 'messages', messages: [{ role: 'user', content: 'Count from one to a hundred in words.' }] },
    sampling: { temperature: 0 },
    maxTokens: 40,
    ...rest,
  };
  let text = '';
  let thoughts = '';
  let calls = 0;
  const logprobs: string[] = [];
  for await (const event of model.generate(request, { signal })) {
    if (event.type === 'text-delta') {
      text += event.text;
      logprobs.push(...(event.logprobs ?? []).map(({ token }) => token));
    } else if (event.type === 'reasoning-delta') thoughts += event.text;
    else if (event.type === 'tool-call-start') calls += 1;
    else if (event.type === 'generation-end') return { text, thoughts, calls, logprobs, end: event };
  }
  throw new Error('A generation must end with its event.');
}

it('splits reasoning out that the prompt opened', async () => {
  const { text, thoughts, end } = await run({});
  expect({ text, reasoningTokens: end.usage.reasoningTokens }).toEqual({
    text: '',
    reasoningTokens: end.usage.completionTokens,
  });
  expect(thoughts).not.toBe('');
});

it('does not look for stop strings in it', async () => {
  const { thoughts, end } = await run({ stop: [' ', 'e'] });
  expect(thoughts).toContain('e');
  expect(end.stopSequence).toBeUndefined();
});

it('is content when it is switched off', async () => {
  for (const reasoning of [{ enabled: false }, { budgetTokens: 0 }]) {
    const { text, thoughts, end } = await run({ reasoning });
    expect({ thoughts, reasoningTokens: end.usage.reasoningTokens }).toEqual({ thoughts: '', reasoningTokens: 0 });
    expect(text).not.toBe('');
  }
});

it('ends with its budget, and the answer follows with log-probabilities of its own', async () => {
  const whole = await run({});
  const { text, thoughts, logprobs, end } = await run({ reasoning: { budgetTokens: 12 }, logprobs: { top: 0 } });
  expect(end.usage).toMatchObject({ completionTokens: 40, reasoningTokens: 12 });
  expect(whole.thoughts.startsWith(thoughts)).toBe(true);
  expect(text).not.toBe('');
  expect(text).not.toContain('think>');
  expect(logprobs.join('').trim()).toBe(text.trim());
  await expect.poll(async () => (await model.status()).activeRequests).toBe(0);
});

it('comes before what a grammar demands', async () => {
  const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 1, maximum: 9 } }, required: ['n'] };
  const reasoning = { budgetTokens: 8 };
  const answer = await run({ reasoning, outputFormat: { type: 'json-schema', schema } });
  expect(JSON.parse(answer.text)).toEqual({ n: expect.any(Number) as number });
  expect(answer.end).toMatchObject({ finishReason: 'stop', usage: { reasoningTokens: 8 } });
  const tools = [{ name: 'f', parameters: schema }];
  const call = await run({ reasoning, tools, toolChoice: 'required' });
  expect({ calls: call.calls, text: call.text }).toEqual({ calls: 1, text: '' });
  expect(call.thoughts).not.toBe('');
  expect(call.end.finishReason).toBe('tool-calls');
});

it('can be cancelled behind its budget', async () => {
  const abort = AbortSignal.timeout(400);
  await expect(run({ reasoning: { budgetTokens: 4 }, maxTokens: 400 }, abort)).rejects.toMatchObject({
    code: 'TIMEOUT',
  });
  await expect.poll(async () => (await model.status()).activeRequests).toBe(0);
});
