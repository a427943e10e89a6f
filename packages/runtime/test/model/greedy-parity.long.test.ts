import type { LlamaContext, Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampler, nativeContext, nativeModel } from '../../src/llama-cpp/core/binding.ts';
import type { CoreRequest } from '../../src/hosting/core-request.ts';
import { neutralConfig } from '../../src/llama-cpp/core/sampler-config.ts';
import { batchSize, chatPrompt, openModel, recordBatcher, type OpenedModel } from './native-model.ts';

const questions = [
  'What is the capital of France?',
  'Write a haiku about the sea.',
  'Explain photosynthesis in one sentence.',
  'List three prime numbers.',
  'Translate "good morning" into Spanish.',
  'Wie heißt die Hauptstadt von Österreich?',
  'Write a Python function that adds two numbers.',
  'Who wrote Romeo and Juliet?',
  '日本の首都はどこですか？ 😀',
  'Give me a recipe for pancakes.',
];
const maxTokens = 40;

/**
 * In logits. Another split of a batch changes the order of floating-point sums; where the two likeliest tokens are
 * closer than this, either may win. The largest gap at which they were seen to swap here is in benchmarks/RESULTS.md.
 */
const tolerance = 0.25;

let opened: OpenedModel;
beforeAll(async () => {
  opened = await openModel();
});
afterAll(() => opened[Symbol.asyncDispose]());

const tokensOf = (prompt: CoreRequest['prompt']): number[] => opened.vocabulary.tokenize(prompt as never);

/** The greedy continuation as node-llama-cpp itself gives it. */
async function reference(context: LlamaContext, prompt: number[]): Promise<number[]> {
  const sequence = context.getSequence();
  const tokens: number[] = [];
  for await (const token of sequence.evaluate(prompt as Token[], { temperature: 0 })) {
    tokens.push(token);
    if (tokens.length === maxTokens) break;
  }
  await sequence.dispose();
  return tokens;
}

function decode(tokens: readonly number[]): string {
  return new TextDecoder().decode(Buffer.concat(tokens.map((token) => opened.vocabulary.bytes(token))));
}

describe('greedy output', () => {
  it("is node-llama-cpp's own on ten prompts, one at a time", async () => {
    await using context = await opened.createContext(1);
    await using referenceContext = await opened.createContext(1);
    const { run, batcher } = recordBatcher(opened, context, 1);
    for (const [index, question] of questions.entries()) {
      const prompt = chatPrompt(question);
      const ours = await run({ id: `${index}`, prompt, maxTokens, reusePrefix: false });
      const theirs = await reference(referenceContext, tokensOf(prompt));
      expect(ours.text, question).toBe(decode(theirs));
    }
    await batcher.close();
  });

  it('agrees with a teacher-forced pass when eight outputs share a batch, but for near ties', async () => {
    await using context = await opened.createContext(8);
    await using referenceContext = await opened.createContext(1);
    const { run, batcher } = recordBatcher(opened, context, 8);
    const eight = questions.slice(0, 8);
    const outputs = await Promise.all(
      eight.map(async (question, index) => {
        const tokens: number[] = [];
        await run({ id: `${index}`, prompt: chatPrompt(question), maxTokens, logprobs: { top: 1 } }, (event) => {
          if (event.type === 'text') tokens.push(...(event.logprobs ?? []).map(({ tokenId }) => tokenId));
        });
        return { prompt: tokensOf(chatPrompt(question)), tokens };
      }),
    );
    await batcher.close();
    let compared = 0;
    for (const { prompt, tokens } of outputs) {
      for (const { chosen, gap } of await teacherForced(referenceContext, prompt, tokens)) {
        compared++;
        if (!chosen) expect(gap).toBeLessThan(tolerance);
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});

/** For each token of an output: whether it is the likeliest in a pass of its own, and else by how many logits not. */
async function teacherForced(
  context: LlamaContext,
  prompt: number[],
  output: number[],
): Promise<{ chosen: boolean; gap: number }[]> {
  const native = nativeContext(context);
  const sampler = createSampler(opened.llama, nativeModel(opened.model));
  sampler.applyConfig(neutralConfig);
  const tokens = [...prompt, ...output.slice(0, -1)];
  expect(tokens.length).toBeLessThanOrEqual(batchSize);
  native.disposeSequence(0);
  native.initBatch(tokens.length);
  const positions = output.map((_, index) => prompt.length - 1 + index);
  const indexes = native.addToBatch(0, 0, Uint32Array.from(tokens), Uint32Array.from(positions));
  await native.decodeBatch();
  const results: { chosen: boolean; gap: number }[] = [];
  for (const [position, token] of output.entries()) {
    const [likeliest, , , logits] = await native.sampleToken(
      indexes[position]!,
      sampler,
      false,
      false,
      [[token], false, false, false, 1],
      true,
    );
    const logitOf = new Map<number, number>();
    for (let i = 0; i + 1 < logits.length; i += 2) logitOf.set(logits[i]!, logits[i + 1]!);
    results.push({ chosen: likeliest === token, gap: logitOf.get(likeliest)! - logitOf.get(token)! });
  }
  sampler.dispose();
  return results;
}
