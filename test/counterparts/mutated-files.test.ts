import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCases } from '../heavy/mutated-files/run-cases.ts';

test('a real server outlives broken model and adapter files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-mutated-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const results = await runCases({ folder, port: await freePort(), cases: 12, firstSeed: 2000 });
  expect(results).toHaveLength(12);
  expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
