import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteEngine } from '@tuneloop/runtime/remote';
import { testEngine, writeTestAdapter } from '@tuneloop/runtime/testing';
import { afterAll, expect, it } from 'vitest';
import { eventually, startServer } from './running-server.ts';

/*
 * The remote engine over our own server with the real engine and model.
 */
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-remote-'));
const adapters = [join(folder, 'one.gguf'), join(folder, 'two.gguf')] as const;
// Adapters are taken from this folder; what is watched there is called otherwise.
const server = await startServer({ contextSize: 512, slots: 3 }, { LORA_PATHS: join(folder, 'watched-*.gguf') });
const { id: model = '', path: base = '' } = server.platform.host.source ?? {};
await writeTestAdapter({ base, path: adapters[0], seed: 1 });
await writeTestAdapter({ base, path: adapters[1], seed: 2 });

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const engine = () => createRemoteEngine({ upstreams: [{ url: server.url }], queueLimit: 6 });

testEngine({
  name: 'remote over our own server',
  engine,
  model: { id: model },
  tokenizer: true,
  promptLogprobs: true,
  contextShift: true,
  slotStates: true,
  slotFolder: join(server.platform.config.folders.data, 'slots'),
  adapters,
});

it("frees the upstream's slot when a request is cancelled", async () => {
  await using remote = await engine().load({ id: model });
  const prompt = { type: 'text', text: 'one two three four five six seven' } as const;
  const controller = new AbortController();
  const running = remote.generate({ prompt, maxTokens: 400 }, { signal: controller.signal })[Symbol.asyncIterator]();
  await running.next();
  expect(await server.activeRequests()).toBe(1);
  const cancelledAt = performance.now();
  controller.abort();
  await expect(running.next()).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await eventually(async () => (await server.activeRequests()) === 0)).toBe(true);
  expect(performance.now() - cancelledAt).toBeLessThan(1000);
});
