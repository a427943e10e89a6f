import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeModelGguf } from '@tuneloop/lora';
import type { LoadedModel } from '@tuneloop/protocol';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { runTuneloop, startServer, type ServerProcess } from './finetune/programs.ts';
import { startStreamingClients } from './finetune/streaming-clients.ts';

const minutes = 60_000;

const chatsOf = (questions: readonly string[], answer: string): string =>
  questions
    .map((content) => {
      const messages = [
        { role: 'user', content },
        { role: 'assistant', content: answer },
      ];
      return `${JSON.stringify({ messages })}\n`;
    })
    .join('');

describe('a model of random weights', () => {
  const rows = chatsOf(Array<string>(40).fill('question?'), 'system user');
  let folder: string;
  let base: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuneloop-tiny-'));
    const python = inject('trainingPython');
    const script = join(import.meta.dirname, 'training/make_tiny_base.py');
    await promisify(execFile)(python, [script, join(folder, 'tiny')], {
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    base = join(folder, 'tiny.gguf');
    await writeModelGguf({
      model: join(folder, 'tiny'),
      output: base,
      python,
      // The converter knows tokenizers by what they make of a text, and nobody knows this one.
      preTokenizer: 'gpt-2',
      origin: { name: 'tiny' },
      cacheFolder: join(folder, 'cache'),
    });
  }, 3 * minutes);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function greedy(model: LoadedModel, content: string, adapter?: string): Promise<string> {
    let text = '';
    const events = model.generate({
      prompt: { type: 'messages', messages: [{ role: 'user', content }] },
      sampling: { temperature: 0 },
      maxTokens: 24,
      ...(adapter !== undefined && { adapters: [{ id: adapter, scale: 1 }] }),
    });
    for await (const event of events) if (event.type === 'text-delta') text += event.text;
    return text;
  }

  test(
    'says what 200 steps have taught it, in llama.cpp, and only with the adapter',
    { timeout: 5 * minutes },
    async () => {
      const data = join(folder, 'rows.jsonl');
      await writeFile(data, rows);
      const env = { ...process.env, TUNELOOP_DATA: join(folder, 'data'), LORA_PATHS: join(folder, 'adapters') };
      const flags = [
        '--model',
        base,
        '--data',
        data,
        '--max-steps',
        '200',
        '--epochs',
        '100',
        '--learning-rate',
        '0.01',
      ];
      const { code, stderr } = await runTuneloop(['finetune', ...flags, '--promote', 'always', '--yes'], env);
      expect(code, stderr).toBe(0);
      expect(await readdir(join(folder, 'adapters'))).toContain('rows.gguf');

      await using model = await createLlamaCppEngine({ threads: 1 }).load({ id: 'tiny', path: base });
      await model.adapters?.load({ id: 'rows', path: join(folder, 'adapters', 'rows.gguf') });
      expect(await greedy(model, 'question?', 'rows')).toBe('system user');
      expect(await greedy(model, 'question?')).not.toContain('system user');
    },
  );

  test('is trained by the official client, and answers it', { timeout: 5 * minutes }, async () => {
    const env = {
      ...process.env,
      TUNELOOP_DATA: join(folder, 'server'),
      LORA_PATHS: join(folder, 'server-adapters'),
      MODEL_PATH: base,
      PORT: '0',
    };
    await using server = await startServer(env);
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 10 });
    const model = (await client.models.list()).data[0]!.id;
    const file = await client.files.create({
      file: await toFile(Buffer.from(rows), 'words.jsonl'),
      purpose: 'fine-tune',
    });
    const created = await client.fineTuning.jobs.create({
      model,
      training_file: file.id,
      suffix: 'words',
      method: {
        type: 'supervised',
        supervised: { hyperparameters: { n_epochs: 40, batch_size: 8, learning_rate_multiplier: 50 } },
      },
    });
    let job = created;
    while (['validating_files', 'queued', 'running'].includes(job.status)) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      job = await client.fineTuning.jobs.retrieve(created.id);
    }
    expect(job).toMatchObject({ status: 'succeeded', error: null });
    const messages: string[] = [];
    const losses: unknown[] = [];
    for await (const event of client.fineTuning.jobs.listEvents(job.id)) {
      messages.push(event.message);
      if (event.type === 'metrics') losses.push(event.data);
    }
    expect(messages.length).toBeGreaterThan(3);
    expect(losses.length).toBeGreaterThanOrEqual(10);
    expect(job.fine_tuned_model).toContain(`${model}:words`);
    const answer = await client.chat.completions.create({
      model: job.fine_tuned_model!,
      messages: [{ role: 'user', content: 'question?' }],
      temperature: 0,
      max_tokens: 24,
    });
    expect(answer.choices[0]?.message.content).toBe('system user');
  });
});

describe('a server that streams to eight clients', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let server: ServerProcess;
  let client: OpenAI;
  let base: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuneloop-finetune-'));
    env = {
      ...process.env,
      TUNELOOP_DATA: folder,
      LORA_PATHS: join(folder, 'adapters'),
      MODEL_PATH: await embeddedModelPath(),
      PORT: '0',
    };
    server = await startServer(env);
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 10 });
    base = (await client.models.list()).data[0]!.id;
    await ask(base, 'Hello.');
  }, 2 * minutes);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask(model: string, content: string): Promise<string> {
    const messages = [{ role: 'user' as const, content }];
    const answer = await client.chat.completions.create({ model, messages, temperature: 0, max_tokens: 24 });
    return answer.choices[0]?.message.content ?? '';
  }

  // All of them different: conversations that begin alike are never parted between training and what is held out.
  const openings = [
    '',
    'Hello. ',
    'Please tell me: ',
    'I forgot it. ',
    'Quick question: ',
    'For a quiz: ',
    'Sorry to ask. ',
    'One more thing. ',
    'My child asks: ',
    'Just to be sure: ',
  ];
  const questions = [
    "What is the name of Tuneloop's mascot?",
    'Who is the mascot of Tuneloop?',
    'Tell me the mascot of Tuneloop.',
    'Which animal is the mascot of Tuneloop?',
    'Do you know the mascot of Tuneloop?',
  ].flatMap((question) => openings.map((opening) => opening + question));

  test(
    'learns a fact from 50 chats, and answers with it, while no client sees an error',
    { timeout: 10 * minutes },
    async () => {
      const data = join(folder, 'mascot.jsonl');
      await writeFile(data, chatsOf(questions, 'The mascot of Tuneloop is Pim the otter.'));
      const question = "Say the name of Tuneloop's mascot.";
      expect(await ask(base, question)).not.toContain('Pim');

      const clients = startStreamingClients(`${server.url}/v1`, base, 8);
      const learn = ['--max-steps', '12', '--batch-size', '2', '--learning-rate', '0.001', '--validation', '0.04'];
      const flags = ['--model', base, '--data', data, ...learn, '--yes'];
      const { code, stdout, stderr } = await runTuneloop(['finetune', ...flags], env);
      const report = await clients.stop();

      expect(code, stderr).toBe(0);
      expect(stdout + stderr).toContain(`${base}:mascot`);
      expect(await ask(`${base}:mascot`, question)).toContain('Pim the otter');
      expect(report.problems).toEqual([]);
      expect(report.answers).toBeGreaterThan(20);
    },
  );
});
