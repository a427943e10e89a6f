import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LoadedModel } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { collectEvents } from '../../../test/remote/collect-events.ts';
import { fakeLlamaServer } from '../../../test/remote/fake-llama-server.ts';
import { createLlamaServerEngine } from '../index.ts';

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

async function ask(model: LoadedModel, content: string): Promise<string> {
  const events = await collectEvents(model, { prompt: { type: 'messages', messages: [{ role: 'user', content }] } });
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

test('starts the program with the model and the settings, and ends it with the model', async () => {
  await using fake = await fakeLlamaServer();
  const lines: string[] = [];
  const engine = createLlamaServerEngine({
    executable: fake.executable,
    contextSize: 128,
    slots: 3,
    threads: 2,
    gpuLayers: -1,
    onLog: (line) => lines.push(line),
  });
  const model = await engine.load({ id: 'mine', path: fake.model });
  expect(model.info).toMatchObject({ id: 'mine', engine: 'llama-server', slots: 3, contextSize: 512 });
  expect(await ask(model, 'Parameters?')).toMatch(
    new RegExp(
      `^--model ${fake.model} --alias mine --host 127.0.0.1 --port \\d+ --parallel 3 .*--ctx-size 384 --threads 2 --gpu-layers 999$`,
    ),
  );
  expect(lines).toContain('loading the model');
  const processId = Number(await ask(model, 'Who?'));
  expect((await model.status()).processId).toBe(processId);
  await model[Symbol.asyncDispose]();
  expect(isAlive(processId)).toBe(false);
});

test('starts it again when it dies, and answers again', async () => {
  await using fake = await fakeLlamaServer();
  const restarts: unknown[] = [];
  const engine = createLlamaServerEngine({ executable: fake.executable, onRestart: (event) => restarts.push(event) });
  await using model = await engine.load({ id: 'mine', path: fake.model });
  const before = await ask(model, 'Who?');
  await expect(ask(model, 'Die.')).rejects.toMatchObject({ code: 'UPSTREAM_FAILED', retryable: true });
  const again = async (): Promise<string> => ask(model, 'Who?').catch(() => '');
  await expect.poll(again, { timeout: 10_000, interval: 50 }).toMatch(/^\d+$/);
  expect(await again()).not.toBe(before);
  expect(restarts).toEqual([{ reason: 'exited with code 3', delayMs: 500 }]);
  process.kill(Number(await again()), 'SIGKILL');
  await expect
    .poll(() => restarts.at(-1), { timeout: 5000 })
    .toEqual({ reason: 'was killed by SIGKILL', delayMs: 1000 });
}, 15_000);

test('a model that it cannot load, one that is not there, a program that is not there, and a cancelled start', async () => {
  await using fake = await fakeLlamaServer();
  const engine = createLlamaServerEngine({ executable: fake.executable });
  await expect(engine.load({ id: 'bad', path: fake.broken })).rejects.toMatchObject({
    code: 'MODEL_LOAD_FAILED',
    message: expect.stringContaining('exited with code 1') as string,
    cause: { message: expect.stringContaining('the model is broken') as string },
  });
  await expect(engine.load({ id: 'none', path: `${fake.model}x` })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  const nowhere = createLlamaServerEngine({ executable: `${fake.executable}x` });
  await expect(nowhere.load({ id: 'mine', path: fake.model })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  const signal = AbortSignal.timeout(60);
  await expect(engine.load({ id: 'mine', path: fake.model }, { signal })).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('is not left behind when this process is killed', async () => {
  await using fake = await fakeLlamaServer();
  const module = fileURLToPath(new URL('../../../test/remote/run-llama-server-process.ts', import.meta.url));
  const parameters = ['--conditions=@tuneloop/source', module, fake.executable, fake.model];
  const owner = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
  const processId = Number(line);
  expect(isAlive(processId)).toBe(true);
  owner.kill('SIGKILL');
  await expect.poll(() => isAlive(processId), { timeout: 5000 }).toBe(false);
}, 15_000);
