import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../packages/runtime/src/remote/llama-server/free-port.ts';
import { judge } from '../heavy/overload/judge.ts';
import { runOverload } from '../heavy/overload/run-overload.ts';

test('twenty times what it can do: what is taken goes on, the rest is told at once when to come back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-overload-'));
  const report = await runOverload({
    engine: 'scripted',
    folder,
    port: await freePort(),
    seconds: 2,
    calmSeconds: 1,
    recoverySeconds: 1,
    factor: 20,
    slots: 2,
    queueLimit: 4,
    tokens: 20,
    seed: 1,
    onProgress: () => undefined,
  });
  // Other tests run beside this one: the slowest refusals, the recovery and 0.8 of the speed are for the full run, alone on a
  // machine.
  expect(judge(report, { speed: 0.5, modestShare: 0.6 })).toEqual([]);
  expect(report.overloaded.refusalP50).toBeLessThan(100);
  await rm(folder, { recursive: true, force: true });
}, 60_000);
