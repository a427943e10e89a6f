import OpenAI from 'openai';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryFiles, type MemoryFiles } from '../../test/memory-files.ts';
import { createScriptedFineTuning, type ScriptedFineTuning } from '../../test/scripted-fine-tuning.ts';
import { startServer, type TestServer } from '../../test/start-server.ts';
import type { Authenticator } from '../auth/authenticator.ts';

const keys: Authenticator = (token) => ({ id: token, scopes: token === 'root' ? ['admin'] : ['train'] });

interface Rig {
  files: MemoryFiles;
  service: ScriptedFineTuning;
  server: TestServer;
  jobs(apiKey?: string): OpenAI['fineTuning']['jobs'];
}

async function start(authenticate?: Authenticator): Promise<Rig> {
  const files = createMemoryFiles();
  const service = createScriptedFineTuning();
  const server = await startServer({ files, fineTuning: service, authenticate });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const jobs = (apiKey = 'none'): OpenAI['fineTuning']['jobs'] =>
    new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 }).fineTuning.jobs;
  return { files, service, server, jobs };
}

test('the official client starts a job and follows it to its end', async () => {
  const { files, service, jobs } = await start();
  const train = files.add('{}');
  const validation = files.add('{}');
  const created = await jobs().create({
    model: 'stub',
    training_file: train.id,
    validation_file: validation.id,
    suffix: 'mine',
    seed: 7,
    metadata: { team: 'a' },
    integrations: [],
    method: { type: 'dpo', dpo: { hyperparameters: { n_epochs: 2, beta: 0.2, batch_size: 'auto' } } },
  });
  const hyperparameters = { n_epochs: 2, batch_size: 'auto', learning_rate_multiplier: 'auto', beta: 0.2 };
  expect(created).toEqual({
    id: 'ftjob-1',
    object: 'fine_tuning.job',
    created_at: 1_795_219_200,
    finished_at: null,
    estimated_finish: null,
    model: 'stub',
    fine_tuned_model: null,
    organization_id: 'tuneloop',
    status: 'validating_files',
    hyperparameters,
    method: { type: 'dpo', dpo: { hyperparameters } },
    training_file: train.id,
    validation_file: validation.id,
    result_files: [],
    seed: 7,
    trained_tokens: null,
    error: null,
    integrations: [],
    metadata: { team: 'a' },
  });
  expect(service.requests).toMatchObject([
    { suffix: 'mine', method: { type: 'dpo', hyperparameters: { epochs: 2, batchSize: undefined, beta: 0.2 } } },
  ]);
  let job = created;
  while (job.status !== 'succeeded') job = await jobs().retrieve(job.id);
  expect(job).toMatchObject({ fine_tuned_model: 'stub:mine', trained_tokens: 100, result_files: ['file-9'] });
});

test('events and checkpoints come in pages, the latest first', async () => {
  const { files, jobs } = await start();
  const { id } = await jobs().create({ model: 'stub', training_file: files.add('{}').id });
  const events = [];
  for await (const event of jobs().listEvents(id, { limit: 1 })) events.push(event);
  expect(events.map(({ level, type, data }) => [level, type, data])).toEqual([
    ['warn', 'message', {}],
    ['info', 'metrics', { step: 1, train_loss: 2.5 }],
    ['info', 'message', {}],
  ]);
  expect(events[0]).toMatchObject({ object: 'fine_tuning.job.event', id: 'ftevent-3', message: 'Slow.' });
  const { data } = await jobs().checkpoints.list(id);
  expect(data).toMatchObject([
    { object: 'fine_tuning.job.checkpoint', fine_tuning_job_id: id, step_number: 10, metrics: { train_loss: 1.5 } },
  ]);
});

test('jobs are listed in pages and by metadata, cancelled, paused and resumed', async () => {
  const { files, jobs } = await start();
  const training_file = files.add('{}').id;
  for (const metadata of [{ team: 'a' }, { team: 'b', run: '1' }, undefined]) {
    await jobs().create({ model: 'stub', training_file, ...(metadata && { metadata }) });
  }
  const list = async (query: OpenAI.FineTuning.JobListParams): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { id } of jobs().list(query)) ids.push(id);
    return ids;
  };
  expect(await list({ limit: 2 })).toEqual(['ftjob-3', 'ftjob-2', 'ftjob-1']);
  expect(await list({ metadata: { team: 'b' } })).toEqual(['ftjob-2']);
  expect((await jobs().list({ query: { metadata: 'null' } } as object)).data.map(({ id }) => id)).toEqual(['ftjob-3']);
  expect(await jobs().pause('ftjob-1')).toMatchObject({ status: 'queued' });
  expect(await jobs().resume('ftjob-1')).toMatchObject({ status: 'running' });
  expect(await jobs().cancel('ftjob-1')).toMatchObject({ status: 'cancelled' });
});

test.each([
  [{}, 'model'],
  [{ model: 'stub' }, 'training_file'],
  [{ model: 'stub', training_file: 'file-none' }, 'training_file'],
  [{ model: 'stub', training_file: 'file-2' }, 'training_file'],
  [{ model: 'stub', training_file: 'file-3' }, 'training_file'],
  [{ model: 'stub', training_file: 'file-1', validation_file: 'file-3' }, 'validation_file'],
  [{ model: 'none', training_file: 'file-1' }, 'model'],
  [{ model: 'stub', training_file: 'file-1', suffix: '../x' }, 'suffix'],
  [{ model: 'stub', training_file: 'file-1', n_epochs: 3 }, 'n_epochs'],
  [{ model: 'stub', training_file: 'file-1', hyperparameters: { n_epochs: 0 } }, 'hyperparameters.n_epochs'],
  [{ model: 'stub', training_file: 'file-1', method: { type: 'reinforcement' } }, 'method.type'],
  [{ model: 'stub', training_file: 'file-1', method: { type: 'dpo', supervised: {} } }, 'method'],
  [{ model: 'stub', training_file: 'file-1', integrations: [{ type: 'wandb' }] }, 'integrations'],
])('%j is refused', async (body, param) => {
  const { files, server } = await start();
  files.add('{}');
  files.add('{}', { purpose: 'user_data' });
  files.add('x', { problem: 'Line 1: it is not JSON.' } as object);
  const answer = await server.post('/v1/fine_tuning/jobs', body);
  expect([answer.status < 500, await answer.json()]).toMatchObject([true, { error: { param } }]);
});

test('what is wrong with training data is said by its lines', async () => {
  const { files, jobs } = await start();
  const { id } = files.add('x', { problem: 'Line 1: it is not JSON.' } as object);
  await expect(jobs().create({ model: 'stub', training_file: id })).rejects.toThrow('Line 1: it is not JSON.');
});

test('a key trains on its own files, and sees its own jobs alone', async () => {
  const { files, jobs, server } = await start(keys);
  const training_file = files.add('{}', { owner: 'ada' }).id;
  await expect(jobs('bob').create({ model: 'stub', training_file })).rejects.toMatchObject({ status: 400 });
  const { id } = await jobs('ada').create({ model: 'stub', training_file });
  await expect(jobs('bob').retrieve(id)).rejects.toMatchObject({ status: 404 });
  await expect(jobs('bob').listEvents(id)).rejects.toMatchObject({ status: 404 });
  await expect(jobs('bob').cancel(id)).rejects.toMatchObject({ status: 404 });
  expect((await jobs('bob').list()).data).toEqual([]);
  expect((await jobs('root').list()).data).toHaveLength(1);
  expect((await fetch(`${server.url}/v1/fine_tuning/jobs`)).status).toBe(401);
});
