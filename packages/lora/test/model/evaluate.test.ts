import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedModel } from '@tuneloop/protocol';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import { embeddedModelPath, writeTestAdapter } from '@tuneloop/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate, type EvaluatedModel } from '../../src/index.ts';

const questions = ['What is the capital of France?', 'Name a color.', 'How many days has a week?'];
let folder: string;
let model: LoadedModel;
let random: EvaluatedModel;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-evaluate-'));
  const base = await embeddedModelPath(process.env);
  const path = join(folder, 'random.gguf');
  await writeTestAdapter({ base, path });
  const settings = { slots: 1, contextSize: 512, threads: 1, gpuLayers: 0, flashAttention: true };
  model = await createLlamaCppEngine(settings).load({ id: 'embedded', path: base });
  await model.adapters!.load({ id: 'random', path });
  random = { model, adapters: [{ id: 'random', scale: 1 }] };
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function rowsFile(name: string, rows: object[]): Promise<string> {
  const path = join(folder, `${name}.jsonl`);
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

test('the loss of an answer is what its tokens had when the model said it', async () => {
  const rows: object[] = [];
  let logprob = 0;
  let tokens = 0;
  for (const content of questions) {
    const messages = [{ role: 'user' as const, content }];
    let answer = '';
    const request = { prompt: { type: 'messages' as const, messages }, sampling: { temperature: 0 }, maxTokens: 12 };
    for await (const event of model.generate({ ...request, logprobs: { top: 0 }, adapters: [] })) {
      if (event.type !== 'text-delta') continue;
      answer += event.text;
      // What ends the turn has no text of its own.
      const said = (event.logprobs ?? []).filter(({ token }) => !token.startsWith('<|'));
      tokens += said.length;
      logprob += said.reduce((sum, entry) => sum + entry.logprob, 0);
    }
    rows.push({ messages: [...messages, { role: 'assistant', content: answer }] });
  }
  const validation = await rowsFile('said', rows);
  const { metrics, counts } = await evaluate({ before: { model }, after: random, validation, limits: { answers: 0 } });
  expect(counts).toMatchObject({ held_out: 3, held_out_tokens: tokens });
  // The prompt is computed in one batch, the output token by token.
  expect(metrics.loss_before).toBeCloseTo(-logprob / tokens, 1);
  expect(metrics.loss).toBeGreaterThan(metrics.loss_before! + 1);
});
