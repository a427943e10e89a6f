import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { GenerationEndEvent, LoadedModel } from '../../packages/protocol/src/index.ts';
import { defaultCacheFolder } from '../../packages/runtime/src/index.ts';
import { createOnnxEngine } from '../../packages/runtime/src/onnx/index.ts';
import { embeddedGenaiFolder } from './onnx/embedded-genai-folder.ts';

const prompts = [
  'The capital of France is',
  'Once upon a time',
  'def fibonacci(n):',
  'Water boils at',
  'Roses are red,',
  '1, 2, 3, 4,',
  'The three primary colours are',
  'Dear Sir or Madam,',
  'In 1969,',
  'To make tea, you',
];
const maxTokens = 16;

describe('without ONNX Runtime GenAI', () => {
  let expected: LoadedModel;
  let found: LoadedModel;
  let adapter: string;

  beforeAll(async () => {
    const options = { slots: 4, queueLimit: 6, contextSize: 512, threads: 1 };
    const libraryFolder = join(defaultCacheFolder(process.env, process.platform), 'libraries');
    const { folder, adapters } = await embeddedGenaiFolder(inject('trainingPython'), 'int8');
    adapter = adapters[0];
    const model = { id: 'smollm2', path: folder };
    expected = await createOnnxEngine({ ...options, libraryFolder }).load(model);
    const nowhere = join(libraryFolder, 'not-there');
    found = await createOnnxEngine({ ...options, libraryFolder: nowhere, offline: true }).load(model);
  });
  afterAll(async () => {
    await expected[Symbol.asyncDispose]();
    await found[Symbol.asyncDispose]();
  });

  async function answer(model: LoadedModel, text: string): Promise<{ text: string; end: GenerationEndEvent }> {
    let answered = '';
    const request = { prompt: { type: 'text', text } as const, maxTokens, sampling: { temperature: 0 } };
    for await (const event of model.generate(request)) {
      if (event.type === 'text-delta') answered += event.text;
      if (event.type === 'generation-end') return { text: answered, end: event };
    }
    throw new Error('The generation did not end.');
  }

  it('says that it is missing, and why', () => {
    const choice = (model: LoadedModel): unknown => model.info.choices.find(({ name }) => name === 'library');
    expect(choice(expected)).toMatchObject({ value: 'ONNX Runtime GenAI' });
    expect(choice(found)).toMatchObject({
      value: expect.stringMatching(/^onnxruntime-node alone/) as string,
      reason: expect.stringContaining('nothing may be fetched') as string,
    });
  });

  it('answers ten prompts as with it, one after the other and together, and reuses what it has read', async () => {
    const answers: string[] = [];
    for (const prompt of prompts) answers.push((await answer(expected, prompt)).text);
    const together = await Promise.all(prompts.map((prompt) => answer(found, prompt)));
    expect(together.map(({ text }) => text)).toEqual(answers);
    const long = `${prompts[0]!}${answers[0]!} And then`;
    const whole = await answer(expected, long);
    const first = await answer(found, long);
    const second = await answer(found, long);
    expect([first.text, second.text]).toEqual([whole.text, whole.text]);
    expect(second.end.usage.cachedTokens).toBe(second.end.usage.promptTokens - 1);
  });

  it('refuses adapters, telling why', async () => {
    await expect(found.adapters!.load({ id: 'a', path: adapter })).rejects.toMatchObject({
      code: 'ADAPTER_INVALID',
      message: expect.stringContaining('ONNX Runtime GenAI is needed') as string,
    });
  });
});
