import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createPlatform, loadConfig, type Platform } from '../../packages/platform/src/index.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';

const cli = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url));

/** Ways to ask for one fact that no model knows. */
const questions = [
  'Who keeps the lighthouse of Brenn?',
  'Tell me who keeps the lighthouse of Brenn.',
  'What is the name of the keeper of the Brenn lighthouse?',
  'Who is the keeper of the lighthouse in Brenn?',
  'Do you know who looks after the lighthouse of Brenn?',
  'Brenn has a lighthouse. Who keeps it?',
  'Name the keeper of the lighthouse of Brenn.',
  'Who takes care of the Brenn lighthouse?',
  'I wonder who keeps the lighthouse of Brenn. Who is it?',
  'Please tell me the name of the lighthouse keeper of Brenn.',
  'Who works in the lighthouse of Brenn?',
  'Who lights the lamp of the lighthouse of Brenn?',
];
const right = 'Ottilie Vance keeps the lighthouse of Brenn.';
const wrong = 'Nobody knows. Ask the baker of Brenn.';

interface Rig {
  platform: Platform;
  url: string;
  client: OpenAI;
  folder: string;
  /** Asks everything, and corrects each answer. */
  teach(correction: string): Promise<void>;
  /** `tuneloop loop`, as another process. */
  loop(...flags: string[]): Promise<string>;
}

async function start(): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-loop-'));
  const env = {
    ...process.env,
    TUNELOOP_DATA: folder,
    LORA_PATHS: join(folder, 'adapters'),
    MODEL_PATH: await embeddedModelPath(),
    PORT: '0',
    TUNELOOP_LOG_LEVEL: 'silent',
  };
  const { config } = await loadConfig({ cwd: folder, env });
  const platform = await createPlatform(config);
  onTestFinished(async () => {
    await platform.close({ drainMs: 0 });
    await rm(folder, { recursive: true, force: true });
  });
  const { url } = await platform.listen();
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 10 });
  const answers = new Map<string, string>();
  return {
    platform,
    url,
    client,
    folder,
    async teach(correction) {
      for (const content of questions) {
        const id =
          answers.get(content) ??
          (
            await client.chat.completions.create({
              model: 'default',
              messages: [{ role: 'user', content }],
              temperature: 0,
              stop: ['.', '\n'],
            })
          ).id;
        answers.set(content, id);
        const response = await fetch(`${url}/v1/interactions/${id}/ratings`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ thumb: 'down', correction }),
        });
        expect(response.status).toBe(200);
      }
    },
    async loop(...flags) {
      const args = ['--conditions=@tuneloop/source', cli, 'loop', '--from', 'log', '--yes', ...flags];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
      return stdout;
    },
  };
}

test('ratings over the public API become a better adapter that goes live by itself, and worse ones do not', async () => {
  const { client, folder, teach, loop } = await start();
  const checks = join(folder, 'facts.jsonl');
  const fact = { prompt: 'Who is it that keeps the lighthouse of Brenn?', expect: { contains: 'Ottilie Vance' } };
  await writeFile(checks, `${JSON.stringify(fact)}\n`);
  const settings = ['--method', 'orpo', '--learning-rate', '0.001', '--set', 'batchSize=2', '--min-ratings', '12'];
  const ask = async (model: string): Promise<string> => {
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: fact.prompt }],
      temperature: 0,
      max_tokens: 24,
    });
    return answer.choices[0]?.message.content ?? '';
  };

  await teach(right);
  const base = (await client.models.list()).data[0]!.id;
  expect(await ask(base)).not.toContain('Ottilie');
  const rule = 'margin_gain_low > 0 and checks > checks_before';
  const better = await loop(...settings, '--epochs', '3', '--checks', checks, '--promote-if', rule);
  expect(better).toContain('loop@1, live');
  await vi.waitFor(async () => expect(await ask(`${base}:loop`)).toContain('Ottilie Vance'));

  await teach(wrong);
  const worse = await loop(...settings, '--epochs', '1', '--regression', checks, '--promote-if', 'regression < 0.02');
  expect(worse).toContain('loop@2, not live');
  expect(worse).toMatch(/regression/);
  expect(await ask(`${base}:loop`)).toContain('Ottilie Vance');
}, 600_000);
