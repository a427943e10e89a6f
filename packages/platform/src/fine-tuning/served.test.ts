import OpenAI, { toFile } from 'openai';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createServedRig, type ServedRig } from '../../test/training/served-rig.ts';

async function start(...options: Parameters<typeof createServedRig>): Promise<ServedRig & { client: OpenAI }> {
  const rig = await createServedRig(...options);
  onTestFinished(() => rig[Symbol.asyncDispose]());
  return { ...rig, client: new OpenAI({ baseURL: `${rig.url}/v1`, apiKey: 'none', maxRetries: 0 }) };
}

const messages = (content: string): { role: 'user'; content: string }[] => [{ role: 'user', content }];

test('the official client uploads, trains, and chats with the model that comes of it', async () => {
  const { client } = await start();
  await client.chat.completions.create({ model: 'default', messages: messages('Hi') });
  const rows = Array.from({ length: 10 }, (_, index) =>
    JSON.stringify({ messages: [...messages(`Question ${index}`), { role: 'assistant', content: `Answer ${index}` }] }),
  );
  const { id } = await client.files.create({
    file: await toFile(Buffer.from(`${rows.join('\n')}\n`), 'support.jsonl'),
    purpose: 'fine-tune',
  });
  const { jobs } = client.fineTuning;
  let job = await jobs.create({ model: 'scripted', training_file: id, suffix: 'bot' });
  await vi.waitFor(
    async () => {
      job = await jobs.retrieve(job.id);
      expect(job.status).toBe('succeeded');
    },
    { timeout: 10_000, interval: 10 },
  );
  expect(job.fine_tuned_model).toBe('scripted:bot@1');
  for (const model of [job.fine_tuned_model!, 'scripted:bot']) {
    const answer = await client.chat.completions.create({ model, messages: messages('Hi') });
    expect(answer.choices[0]?.message.content).toBeTruthy();
  }
  const listed = [];
  for await (const model of client.models.list()) listed.push(model.id);
  expect(listed).toContain('scripted:bot');
  const further = await jobs.create({ model: 'default:bot', training_file: id });
  expect(further.model).toBe('default:bot');
  await vi.waitFor(
    async () => expect(await jobs.retrieve(further.id)).toMatchObject({ fine_tuned_model: 'scripted:bot@2' }),
    { timeout: 10_000, interval: 10 },
  );
});

test('enough ratings over HTTP, and a better adapter is live', async () => {
  const { client, url, steps } = await start({ loop: { enabled: true, minRatings: 4, training: { epochs: 1 } } });
  steps.metrics = { margin_gain: 0.5, margin_gain_low: 0.4 };
  const call = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await (await fetch(`${url}/v1/${path}`, body && init)).json()) as Record<string, unknown>;
  };
  expect(await call('loop')).toMatchObject({ enabled: true, new_ratings: 0, last: null, min_ratings: 4 });
  for (let index = 0; index < 4; index += 1) {
    const { id } = await client.chat.completions.create({ model: 'default', messages: messages(`Question ${index}`) });
    await call(`interactions/${id}/ratings`, { thumb: 'down', correction: `Right ${index}` });
  }
  await vi.waitFor(
    async () => {
      expect(await call('loop')).toMatchObject({
        new_ratings: 0,
        last: { reason: 'ratings', status: 'succeeded', adapter: 'loop', version: 1, live: true },
      });
    },
    { timeout: 10_000, interval: 20 },
  );
  // The folder of adapters is watched: it takes a moment.
  await vi.waitFor(() => client.chat.completions.create({ model: 'scripted:loop', messages: messages('Hi') }), 5000);

  steps.metrics = { margin_gain: -0.5, margin_gain_low: -0.6 };
  expect(await call('loop/run', { min_ratings: 1 })).toMatchObject({ last: { reason: 'asked' } });
  await vi.waitFor(
    async () => {
      expect(await call('loop')).toMatchObject({
        last: { version: 2, live: false, why: expect.stringContaining('margin_gain_low') as string },
      });
    },
    { timeout: 10_000, interval: 20 },
  );
  expect(await call('adapters/loop/history')).toMatchObject({ version: 1 });
});

test('where no text is recorded there is nothing to learn from', async () => {
  const { url } = await start({ recording: { privacy: 'metadata' } });
  const answer = await fetch(`${url}/v1/loop`);
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { error: { message: expect.stringContaining('recording.privacy') as string } },
  ]);
});
