import { chmod } from 'node:fs/promises';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test, vi } from 'vitest';
import { chatRequest, createTestPlatform, eventually } from '../../test/test-platform.ts';
import { createDiskCheck } from './check-disk.ts';
import { describeStuck } from './describe-stuck.ts';

interface Readiness {
  status: number;
  checks: Record<string, string>;
  message?: string;
}

async function readiness(url: string): Promise<Readiness> {
  const response = await fetch(`${url}/health/ready`);
  const { checks, message } = (await response.json()) as Readiness;
  return { status: response.status, checks, message: message! };
}

const well = { server: 'ok', model: 'ok', engine: 'ok', queue: 'ok', disk: 'ok', recording: 'ok' };

test('a server is ready when its model is, and says what is missing', async () => {
  const found = Promise.withResolvers<never>();
  await using server = await createTestPlatform({ resolve: () => found.promise });
  const { url } = await server.platform.listen();
  const model = expect.stringMatching(/^The model is /) as string;
  expect(await readiness(url)).toEqual({ status: 503, checks: { ...well, model }, message: model });
  found.reject(new Error('no network'));
  await eventually(() => server.platform.state === 'degraded');
  expect((await readiness(url)).checks['model']).toMatch(/could not be loaded/);
});

test('a model that gives nothing while somebody waits makes it unready, and live', async () => {
  const engine = createScriptedEngine({ replies: [{ steps: [{ delayMs: 60_000 }] }, 'Again.'] });
  await using server = await createTestPlatform({ engine });
  const { url } = await server.platform.listen();
  await server.platform.host.ready();
  const end = new AbortController();
  const { now } = performance;
  const stuck = fetch(`${url}/v1/chat/completions`, { ...chatRequest(), signal: end.signal }).catch(() => undefined);
  const model = await server.platform.host.ready();
  await vi.waitFor(async () => expect((await model.status()).activeRequests).toBe(1));
  expect((await readiness(url)).status).toBe(200);
  const later = vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 200_000);
  try {
    const { status, checks } = await readiness(url);
    expect([status, checks]).toEqual([503, { ...well, queue: expect.stringMatching(/given nothing for 20\d s/) }]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    end.abort();
    await stuck;
    await vi.waitFor(async () => expect((await readiness(url)).status).toBe(200));
  } finally {
    later.mockRestore();
  }
});

test('a disk that cannot be written makes it unready', async () => {
  await using server = await createTestPlatform();
  const check = createDiskCheck(`${server.folder}/gone`);
  expect(await check()).toBe('The data folder cannot be written (ENOENT).');
  expect(await createDiskCheck(server.folder)()).toBeUndefined();
  // Root may write everywhere.
  if (process.getuid?.() !== 0) {
    await chmod(server.folder, 0o500);
    expect(await createDiskCheck(server.folder)()).toMatch(/EACCES/);
    await chmod(server.folder, 0o700);
  }
});

test('a model is stuck from the limit on', () => {
  const silences = [
    { model: 'a', milliseconds: 10 },
    { model: 'b', milliseconds: 5000 },
  ];
  expect(describeStuck(silences, 5001)).toBeUndefined();
  expect(describeStuck(silences, 5000)).toBe('The model b has given nothing for 5 s.');
});

test('a server that is to stop is unready at once, and takes requests until balancers know', async () => {
  await using server = await createTestPlatform({ flags: { drainDelayMs: 1500 } });
  const { url } = await server.platform.listen();
  await server.platform.host.ready();
  const closed = server.platform.close();
  const { status, checks } = await readiness(url);
  expect([status, checks]).toEqual([503, { ...well, server: 'The server is stopping.' }]);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  expect((await fetch(`${url}/v1/chat/completions`, chatRequest())).status).toBe(200);
  await closed;
  await expect(fetch(`${url}/v1/models`)).rejects.toThrow(TypeError);
});
