import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createOpenAIRouter, type ModelProvider } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import express from 'express';
import OpenAI, { toFile } from 'openai';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { FakeDriverOptions } from '../../test/training/fake-driver.ts';
import { createTrainingRig, type TrainingProcess, type TrainingRig } from '../../test/training/training-rig.ts';
import { createFileStore } from './files/file-store.ts';
import { createFineTuningRecords } from './fine-tuning-record.ts';
import { createFineTuningService } from './fine-tuning-service.ts';

type Job = OpenAI.FineTuning.FineTuningJob;

interface Rig {
  rig: TrainingRig;
  process: TrainingProcess;
  client: OpenAI;
  /** What is published is served from now on, or not. */
  serve(isServed: boolean): void;
  upload(rows?: string): Promise<string>;
  create(more?: Partial<OpenAI.FineTuning.JobCreateParams>): Promise<Job>;
  ended(id: string): Promise<Job>;
}

async function start(options: FakeDriverOptions = {}): Promise<Rig> {
  const rig = await createTrainingRig(options);
  onTestFinished(() => rig[Symbol.asyncDispose]());
  const process = rig.open();
  const opened = await open(rig, process);
  const { client } = opened;
  const upload = async (rows?: string): Promise<string> => {
    const content = Buffer.from(rows ?? (await readFile(rig.data)));
    return (await client.files.create({ file: await toFile(content, 'support chats.jsonl'), purpose: 'fine-tune' })).id;
  };
  return {
    rig,
    process,
    ...opened,
    upload,
    create: async (more = {}) =>
      client.fineTuning.jobs.create({ model: 'base', training_file: await upload(), ...more }),
    ended: (id) =>
      vi.waitFor(
        async () => {
          const job = await client.fineTuning.jobs.retrieve(id);
          expect(['succeeded', 'failed', 'cancelled']).toContain(job.status);
          return job;
        },
        { timeout: 5000, interval: 5 },
      ),
  };
}

async function open(
  rig: TrainingRig,
  { training, jobs }: TrainingProcess,
): Promise<{ client: OpenAI; serve(isServed: boolean): void }> {
  let isServed = true;
  const files = createFileStore({ folder: join(rig.folder, 'files') });
  const fineTuning = createFineTuningService({
    training,
    jobs,
    files,
    records: createFineTuningRecords(join(rig.folder, 'fine-tuning')),
    splitModel: async (name) => {
      const [base, adapter] = name.split(':');
      if (base !== 'base') throw new TuneloopError('MODEL_NOT_FOUND', `There is no model "${name}".`);
      return { base, adapter };
    },
    isServed: () => isServed,
  });
  const models = { list: () => [], acquire: async () => rig.model } as unknown as ModelProvider;
  const app = express().use(createOpenAIRouter({ models, files, fineTuning }));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    client: new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'none', maxRetries: 0 }),
    serve: (value) => (isServed = value),
  };
}

test('the official client uploads a file, trains and follows it to a model', async () => {
  const { client, create, ended } = await start();
  const job = await create({ metadata: { team: 'a' } });
  expect(job).toMatchObject({ model: 'base', fine_tuned_model: null, finished_at: null, metadata: { team: 'a' } });
  const done = await ended(job.id);
  expect(done).toMatchObject({
    status: 'succeeded',
    fine_tuned_model: 'base:support-chats@1',
    trained_tokens: 100,
    error: null,
    seed: 42,
    method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 'auto' } } },
  });
  expect(done.finished_at).toBeGreaterThanOrEqual(job.created_at);
  const [result = ''] = done.result_files;
  expect(await client.files.retrieve(result)).toMatchObject({
    purpose: 'fine-tune-results',
    filename: 'step_metrics.csv',
  });
  expect((await (await client.files.content(result)).text()).split('\n')).toEqual([
    'step,train_loss,train_mean_token_accuracy,valid_loss,valid_mean_token_accuracy',
    '1,2,,,',
    '2,1,,,',
    expect.stringMatching(/^3,0\.66/) as string,
    '4,0.5,,0.5,',
    '',
  ]);
  expect((await client.fineTuning.jobs.retrieve(job.id)).result_files).toEqual([result]);
});

test('what happened is told in pages, the latest first, with the losses', async () => {
  const { client, create, ended } = await start();
  const { id } = await create();
  await ended(id);
  const events = [];
  for await (const event of client.fineTuning.jobs.listEvents(id, { limit: 3 })) events.push(event);
  expect(events[0]?.message).toBe('The job has successfully completed.');
  expect(events.at(-1)?.message).toBe('Validating the training file.');
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  const metrics = events.filter(({ type }) => type === 'metrics').toReversed();
  expect(metrics.map(({ data }) => data)).toMatchObject([
    { step: 1, train_loss: 2 },
    { step: 2, train_loss: 1 },
    { step: 3 },
    { step: 4, train_loss: 0.5 },
    { step: 4, valid_loss: 0.5 },
  ]);
  expect(metrics[0]?.message).toBe('Step 1: training loss=2.00');
  const { data } = await client.fineTuning.jobs.checkpoints.list(id, { limit: 2 });
  expect(data).toMatchObject([
    {
      step_number: 4,
      fine_tuned_model_checkpoint: 'base:support-chats@1',
      metrics: { train_loss: 0.5, valid_loss: 0.5 },
    },
    { step_number: 3, fine_tuned_model_checkpoint: 'base:support-chats:ckpt-step-3' },
  ]);
});

test('settings reach the trainer', async () => {
  const { process, create, upload } = await start();
  const validation_file = await upload(
    '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}\n',
  );
  await create({
    suffix: 'mine',
    seed: 7,
    validation_file,
    method: {
      type: 'supervised',
      supervised: { hyperparameters: { n_epochs: 2, batch_size: 8, learning_rate_multiplier: 0.5 } },
    },
  });
  const [{ run } = { run: undefined }] = await process.training.list();
  expect(run).toMatchObject({
    name: 'mine',
    dataName: 'support chats.jsonl',
    promote: 'always',
    config: { method: 'sft', seed: 7, epochs: 2, batchSize: 8, learningRate: 1e-4 },
    validation: expect.stringContaining(validation_file) as string,
  });
});

test('a job that is paused goes on from its checkpoint; one that is cancelled stays so', async () => {
  const { rig, client, create, ended } = await start({ steps: 40, stepMs: 5 });
  const { jobs } = client.fineTuning;
  const { id } = await create();
  await vi.waitFor(async () => expect((await jobs.checkpoints.list(id)).data.length).toBeGreaterThan(1), 5000);
  expect(await jobs.retrieve(id)).toMatchObject({ status: 'running', estimated_finish: expect.any(Number) as number });
  await jobs.pause(id);
  await vi.waitFor(async () => expect(await jobs.retrieve(id)).toMatchObject({ status: 'queued' }), 5000);
  await jobs.resume(id);
  expect(await ended(id)).toMatchObject({ status: 'succeeded' });
  expect(rig.driver.calls.at(-1)).toMatch(/^resume from [1-9]/);
  await expect(jobs.pause(id)).rejects.toMatchObject({ status: 400 });

  const other = await create();
  await jobs.cancel(other.id);
  expect(await ended(other.id)).toMatchObject({ status: 'cancelled', finished_at: expect.any(Number) as number });
});

test('rows of the wrong kind, and a trainer that fails, are told', async () => {
  const { rig, create, ended } = await start();
  const wrong = await create({ method: { type: 'dpo' } });
  expect(await ended(wrong.id)).toMatchObject({
    status: 'failed',
    fine_tuned_model: null,
    error: {
      code: 'invalid_value',
      param: 'training_file',
      message: expect.stringContaining('dpo learns from') as string,
    },
  });
  rig.driver.failNext(new TuneloopError('OUTPUT_INVALID', 'The loss is not a number any more.'));
  const broken = await create();
  expect(await ended(broken.id)).toMatchObject({
    error: { code: 'output_invalid', param: null, message: 'The loss is not a number any more.' },
  });
});

test('what the parity check refuses is no model', async () => {
  const { rig, create, ended } = await start();
  rig.steps.parity = { passed: false, kind: 'divergence', prompts: 1, reason: 'its scale is wrong' };
  const { id } = await create();
  expect(await ended(id)).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('its scale is wrong') as string },
  });
});

test('it has succeeded when requests reach the model', async () => {
  const { client, serve, create, ended } = await start();
  serve(false);
  const { id } = await create();
  await vi.waitFor(async () => {
    const { data } = await client.fineTuning.jobs.listEvents(id);
    expect(data[0]?.message).toContain('successfully');
  }, 5000);
  expect(await client.fineTuning.jobs.retrieve(id)).toMatchObject({ status: 'running' });
  serve(true);
  expect(await ended(id)).toMatchObject({ status: 'succeeded' });
});

test('an adapter is trained further under its name', async () => {
  const { process, create, ended } = await start();
  await ended((await create({ suffix: 'bot' })).id);
  const { id } = await create({ model: 'base:bot' });
  expect(await ended(id)).toMatchObject({ model: 'base:bot', fine_tuned_model: 'base:bot@2' });
  const [{ run } = { run: undefined }] = await process.training.list();
  expect(run?.continueFrom).toMatchObject({ name: 'bot', version: 1 });
  await expect(create({ model: 'base:nobody' })).rejects.toMatchObject({ status: 404 });
  await expect(create({ model: 'other' })).rejects.toMatchObject({ status: 404 });
});

test('the same Idempotency-Key is one job, also for another process', async () => {
  const { rig, process, client, upload } = await start({ steps: 30, stepMs: 5 });
  const body = { model: 'base', training_file: await upload() };
  const call = { headers: { 'idempotency-key': 'once' } };
  const first = await client.fineTuning.jobs.create(body, call);
  await process[Symbol.asyncDispose]();
  const { client: other } = await open(rig, rig.open());
  expect((await other.fineTuning.jobs.create(body, call)).id).toBe(first.id);
  const listed = [];
  for await (const job of other.fineTuning.jobs.list()) listed.push(job.id);
  expect(listed).toEqual([first.id]);
  await vi.waitFor(
    async () => expect(await other.fineTuning.jobs.retrieve(first.id)).toMatchObject({ status: 'succeeded' }),
    { timeout: 5000, interval: 10 },
  );
});
