import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FolderSignals } from './folder-signals.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'signals-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a change is told of a few times, however many there were before', async () => {
  const onSignal = vi.fn<() => void>();
  using _signals = new FolderSignals(new Set([folder]), onSignal);
  await vi.waitFor(async () => {
    await writeFile(join(folder, 'first'), '');
    expect(onSignal).toHaveBeenCalled();
  });
  const change = async (name: string): Promise<void> => {
    await writeFile(join(folder, name), name);
    await sleep(2);
    await rm(join(folder, name));
  };
  for (let index = 0; index < 150; index += 1) await change(`adapter${index % 3}`);
  await sleep(50);
  onSignal.mockClear();
  await change('last');
  await vi.waitFor(() => expect(onSignal).toHaveBeenCalled());
  await sleep(100);
  // The system tells of the making, the writing and the removing; a look may fall into it.
  expect(onSignal.mock.calls.length).toBeLessThan(10);
});

test('a folder that took the place of another one is watched', async () => {
  const onSignal = vi.fn<() => void>();
  const watched = join(folder, 'adapters');
  await mkdir(watched);
  using _signals = new FolderSignals(new Set([watched]), onSignal);
  await mkdir(join(folder, 'other'));
  await rm(watched, { recursive: true });
  await rename(join(folder, 'other'), watched);
  // Its looks are a second apart: so many signals come from the system.
  await vi.waitFor(
    async () => {
      onSignal.mockClear();
      for (const name of ['a', 'b', 'c']) await writeFile(join(watched, name), '');
      await sleep(20);
      expect(onSignal.mock.calls.length).toBeGreaterThan(2);
    },
    { timeout: 10_000, interval: 200 },
  );
});
