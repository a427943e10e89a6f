import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashFile } from '@tuneloop/runtime';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAdapterRegistry } from './adapter-registry.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tuneloop-killed-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a process killed while it promotes leaves a whole file, and the next one goes on', async () => {
  const base = join(root, 'base.gguf');
  const [folder, adaptersFolder] = [join(root, 'registry'), join(root, 'adapters')];
  const registry = openAdapterRegistry({ folder, adaptersFolder });
  await writeTestBaseModel(base);
  for (const seed of [1, 2]) {
    const file = join(root, `${seed}.gguf`);
    // Large enough to be seen half written.
    await writeTestAdapter({ base, path: file, seed, rank: 8192 });
    await registry.add({ name: 'pirate', file });
  }
  const hashes = (await registry.history('pirate')).versions.map(({ sha256 }) => sha256);
  const script = join(import.meta.dirname, '..', '..', 'test', 'promote-process.ts');

  for (let round = 0; round < 3; round += 1) {
    const child = spawn(process.execPath, ['--conditions=@tuneloop/source', script, folder, adaptersFolder]);
    await once(child.stdout, 'data');
    await sleep(Math.random() * 40);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const placed = join(adaptersFolder, 'pirate.gguf');
    expect(hashes).toContain(await hashFile(placed));
    const live = await registry.find('pirate');
    expect(await hashFile(placed)).toBe(live.sha256);
    expect(await registry.verify()).toEqual([]);
    await registry.promote('pirate', live.version === 1 ? 2 : 1);
    expect(await readdir(adaptersFolder)).toEqual(['pirate.gguf']);
  }
});
