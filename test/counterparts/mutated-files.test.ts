import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../packages/runtime/src/remote/llama-server/free-port.ts';
import { runCases } from '../heavy/mutated-files/run-cases.ts';

test('a real server outlives broken model and adapter files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-mutated-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const results = await runCases({ folder, port: await freePort(), cases: 12, firstSeed: 2000 });
  expect(results).toHaveLength(12);
  expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
});
