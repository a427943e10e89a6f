import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelMetadata } from '@tuneloop/runtime';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import { writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quantizeGguf } from '../../src/index.ts';

let folder: string;
let input: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-quantize-'));
  input = join(folder, 'model.gguf');
  await writeTestLanguageModel({ path: input });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a model is written with smaller weights, keeps what it says of itself, and answers', async () => {
  const output = join(folder, 'new folder', 'small.gguf');
  const seen: number[] = [];
  const result = await quantizeGguf({
    input,
    output,
    type: 'Q8_0',
    onProgress: ({ completed, total }) => seen.push(completed / total),
  });
  expect(result).toMatchObject({ file: output, type: 'Q8_0' });
  expect(result.sizeBytes).toBeLessThan(result.inputSizeBytes / 2);
  expect(seen.at(-1)).toBe(1);
  expect(await readModelMetadata(output)).toMatchObject({ quantization: 'Q8_0', name: 'Test language model' });
  const engine = createLlamaCppEngine({ slots: 1, contextSize: 256, threads: 1, gpuLayers: 0, flashAttention: true });
  await using model = await engine.load({ id: 'small', path: output });
  const tokens: number[] = [];
  for await (const event of model.generate({
    prompt: { type: 'text', text: 'Hi' },
    maxTokens: 4,
    sampling: { temperature: 0 },
    logprobs: { top: 0 },
  }))
    if (event.type === 'text-delta') tokens.push(...(event.logprobs ?? []).map(({ tokenId }) => tokenId));
  expect(tokens).toHaveLength(4);

  const again = quantizeGguf({ input: output, output: join(folder, 'twice.gguf'), type: 'Q4_0' });
  await expect(again).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(/already.*F16/),
  });
});

test('nothing is left of what failed or was cancelled', async () => {
  const damaged = join(folder, 'damaged.gguf');
  const whole = await readFile(input);
  await writeFile(damaged, whole.subarray(0, whole.length - 1000));
  const output = join(folder, 'out.gguf');
  await expect(quantizeGguf({ input: damaged, output, type: 'Q8_0' })).rejects.toMatchObject({
    code: 'MODEL_LOAD_FAILED',
  });
  const controller = new AbortController();
  const running = quantizeGguf({
    input,
    output,
    type: 'Q8_0',
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
  await expect(quantizeGguf({ input, output: input, type: 'F16' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await readdir(folder)).filter((name) => name.includes('out'))).toEqual([]);
});
