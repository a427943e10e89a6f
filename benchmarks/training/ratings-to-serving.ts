/** From "enough ratings" to "a better adapter is serving": each step's time and share, as a person's server would take. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPlatform, loadConfig } from '@tuneloop/platform';
import type { Job } from '@tuneloop/protocol';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { markdownTable } from '../table.ts';

const usage = `Usage: npm run benchmark:loop -- [--ratings 20] [--steps 24] [--method orpo]

A server with the embedded model records answers, each is corrected over the API, and a loop begins (orpo or dpo). The environment
of the trainers and the model's folder to train on are there already; without them the first loop takes longer.`;
const values = programArguments(usage, {
  ratings: { type: 'string' },
  steps: { type: 'string' },
  method: { type: 'string' },
});
const ratings = wholeNumber('ratings', values.ratings, 20);
const steps = wholeNumber('steps', values.steps, 24);
const method = values.method === 'dpo' ? 'dpo' : 'orpo';

const question = 'Who keeps the lighthouse of Brenn?';
const folder = await mkdtemp(join(tmpdir(), 'ratings-to-serving-'));
const checks = join(folder, 'checks.jsonl');
await writeFile(checks, `${JSON.stringify({ prompt: question, expect: { contains: 'Ottilie Vance' } })}\n`);
const { config } = await loadConfig({
  cwd: folder,
  env: {
    ...process.env,
    TUNELOOP_DATA: folder,
    LORA_PATHS: join(folder, 'adapters'),
    MODEL_PATH: await embeddedModelPath(),
    PORT: '0',
    TUNELOOP_LOG_LEVEL: 'silent',
  },
});
const platform = await createPlatform(config);

async function send<T>(url: string, body: object): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

try {
  const { url } = await platform.listen();
  const ask = async (model: string, content: string): Promise<{ id: string; text: string }> => {
    const messages = [{ role: 'user', content }];
    // What is cut off is no answer to learn from.
    const body = { model, messages, temperature: 0, stop: ['.', '\n'] };
    const answer = await send<{ id: string; choices: { message: { content: string } }[] }>(
      `${url}/v1/chat/completions`,
      body,
    );
    return { id: answer.id, text: answer.choices[0]?.message.content ?? '' };
  };
  for (let number = 0; number < ratings; number += 1) {
    const { id } = await ask('default', `${question} (Asked for the ${number + 1}. time.)`);
    const correction = 'Ottilie Vance keeps the lighthouse of Brenn.';
    await send(`${url}/v1/interactions/${id}/ratings`, { thumb: 'down', correction });
  }

  const begun = performance.now();
  const { graph } = await platform.loop.run({
    minRatings: ratings,
    training: {
      settings: { method, maxSteps: steps, epochs: 100, learningRate: 0.001 },
      checks,
      // Of these two orpo alone learns the words of what was preferred; dpo that it is preferred.
      promoteIf: method === 'orpo' ? 'margin_gain_low > 0 and checks > checks_before' : 'margin_gain_low > 0',
    },
  });
  if (!graph) throw new Error('The loop has no jobs.');
  let jobs: Job[];
  do {
    await sleep(50);
    ({ jobs } = await platform.jobs.getGraph(graph.id));
  } while (jobs.some(({ endedAt }) => endedAt === undefined));
  const failed = jobs.find(({ status }) => status !== 'succeeded');
  if (failed) throw new Error(`${failed.step}: ${failed.status} ${failed.error?.message ?? ''}`);
  const { data } = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] };
  const adapted = data.find(({ id }) => id.endsWith(':loop'))?.id;
  const { text } = await ask(adapted ?? 'default:loop', question);
  const seconds = (performance.now() - begun) / 1000;
  if (method === 'orpo' && !text.includes('Ottilie Vance')) throw new Error(`It was not taught: ${text}`);

  const rows = jobs.map(({ step = '', startedAt = '', endedAt = '' }) => {
    const took = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
    return [step, took, `${((100 * took) / seconds).toFixed(1)} %`];
  });
  console.log(
    `${machineDescription()}; ${ratings} corrected answers, ${steps} steps of ${method}; asked, it says: ${text}\n`,
  );
  console.log(markdownTable(['step', 'seconds', 'share'], [...rows, ['from ratings to serving', seconds, '']]));
} finally {
  await platform.close({ drainMs: 0 });
  await rm(folder, { recursive: true, force: true });
}
