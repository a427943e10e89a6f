import { afterAll, beforeAll, expect, test } from 'vitest';
import { createModelStore, defaultModelsFolder, embeddedModel } from '@tuneloop/runtime';
import { CliSandbox } from '../run-cli.ts';

const sandbox = new CliSandbox();
let env: Record<string, string>;

beforeAll(async () => {
  const folder = defaultModelsFolder(process.env, process.platform);
  await createModelStore({ folder, environment: process.env }).resolve(embeddedModel.id);
  env = { LLAMA_CACHE: folder };
});

afterAll(() => sandbox[Symbol.dispose]());

test('without a server the model is loaded into the process; the same seed gives the same answer, plain and as JSON', async () => {
  const args = ['chat', '--local', '-p', 'Name a colour.', '--seed', '7', '--max-tokens', '8', '--ctx', '512'];
  const plain = await sandbox.run(args, { env });
  expect(plain.code).toBe(0);
  expect(plain.stderr).toContain('in this process');
  const json = JSON.parse((await sandbox.run([...args, '--json'], { env })).stdout) as { text: string };
  expect(json).toMatchObject({ model: embeddedModel.id, usage: { completionTokens: expect.any(Number) } });
  expect(json.text.trim()).not.toBe('');
  expect(plain.stdout).toBe(`${json.text}\n`);
});

test('inspect reads the file itself', async () => {
  const { code, stdout } = await sandbox.run(['inspect', '--json'], { env });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    id: embeddedModel.id,
    metadata: { architecture: 'llama', quantization: 'Q4_1', contextLength: 8192 },
    memory: [{ contextSize: 2048 }, { contextSize: 8192 }],
  });
});

test('doctor finds this machine ready', async () => {
  const { code, stdout } = await sandbox.run(['doctor', '--json', '--port', '0'], { env });
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { status: string }[] };
  expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
  expect({ code, ok }).toEqual({ code: 0, ok: true });
});
