import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdapterRegistry } from '@tuneloop/lora';
import { readAdapter } from '@tuneloop/runtime';
import { writeTestAdapter, writeTestBaseModel, writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../test/run-command.ts';
import { adaptersCommand } from '../commands/adapters.ts';

let folder: string;
let base: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-adapters-'));
  base = join(folder, 'base.gguf');
  await writeTestBaseModel(base);
  const registry = openAdapterRegistry({
    folder: join(folder, 'adapter-registry'),
    adaptersFolder: join(folder, 'adapters'),
  });
  for (const seed of [1, 2, 3]) {
    const file = join(folder, 'new.gguf');
    await writeTestAdapter({ base, path: file, seed, rank: 2 });
    await registry.add({
      name: 'pirate',
      file,
      metrics: { win_rate: 0.123_456 },
      continuedFrom: seed === 2 ? { name: 'pirate', version: 1 } : undefined,
      refusedBecause: seed === 3 ? ['win_rate is 0.4.'] : [],
    });
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Standard output; the failure's message in its place where it fails. */
async function adapters(...args: string[]): Promise<string> {
  try {
    const { stdout } = await runCommand(adaptersCommand(), ...args, '--data', folder);
    return stdout;
  } catch (error) {
    return (error as Error).message;
  }
}
const placed = async (): Promise<string | undefined> =>
  (await readAdapter(join(folder, 'adapters', 'pirate.gguf'))).name;

test('a version goes live, the newest usable one without a number, and back', async () => {
  expect(await adapters('promote', 'pirate@1', '--base', base, '--reason', 'first')).toBe('pirate@1 is live.\n');
  expect(await adapters('promote', 'pirate', '--base', base)).toBe('pirate@2 is live (pirate@1 was).\n');
  expect(await placed()).toBe('test-2');
  expect(await adapters('rollback', 'pirate', '--base', base)).toBe('pirate@1 is live (pirate@2 was).\n');
  expect(await placed()).toBe('test-1');
  expect(await adapters('promote', 'pirate@3', '--base', base)).toContain('win_rate is 0.4.');
  expect(await adapters('promote', 'pirate@3', '--base', base, '--force')).toContain('pirate@3 is live');
  expect(await adapters('remove', 'pirate@3')).toContain('is live');
  expect(await adapters('remove', 'pirate@2')).toBe('pirate@2 is removed.\n');
  expect(await adapters('remove', 'pirate')).toContain('pirate@VERSION');
  expect(await adapters('retire', 'pirate')).toContain('out of use');
  expect(await readdir(join(folder, 'adapters'))).toEqual([]);
});

test('a file that was trained elsewhere becomes the next version', async () => {
  const file = join(folder, 'mine.gguf');
  await writeTestAdapter({ base, path: file, seed: 7, rank: 2 });
  expect(await adapters('add', 'sailor', file, '--trained-on', 'qwen3')).toContain('sailor@1 is kept');
  expect(await adapters('history', 'sailor')).toContain('on qwen3');
  expect(await adapters('add', 'pirate', join(folder, 'nothing.gguf'))).toContain('nothing.gguf');
});

test('it may become the default, and stop being it', async () => {
  const promote = ['promote', 'pirate@1', '--base', base];
  expect(await adapters(...promote, '--as-default')).toContain('choose no adapter get it, ×1.');
  expect(await adapters(...promote, '--as-default', '0.5')).toContain('×0.5');
  expect(await adapters(...promote)).toContain('×0.5');
  expect(await adapters(...promote, '--no-as-default')).toBe('pirate@1 is live.\n');
});

test('a base that it does not fit is refused', async () => {
  const other = join(folder, 'other.gguf');
  await writeTestLanguageModel({ path: other, architecture: 'gemma3' });
  expect(await adapters('promote', 'pirate@1', '--base', other)).toContain('architecture llama');
});

test('the history is a tree of versions, and what happened', async () => {
  await adapters('promote', 'pirate@2', '--base', base, '--reason', 'better');
  const shown = (await adapters('history', 'pirate')).replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'T');
  expect(shown.split('\n')).toEqual([
    'pirate@1  candidate  T, win_rate 0.1235',
    '  pirate@2  live  T, win_rate 0.1235',
    'pirate@3  refused  T, win_rate 0.1235',
    '',
    'T  added @1',
    'T  added @2',
    'T  added @3, refused: win_rate is 0.4.',
    'T  promoted @2: better',
    '',
  ]);
  expect(JSON.parse(await adapters('history', 'pirate', '--json'))).toMatchObject({ live: { version: 2 } });
  expect(await adapters('verify')).toBe('Every version is as it was kept.\n');
});

test('the list has live versions and candidates', async () => {
  await adapters('promote', 'pirate@2', '--base', base);
  expect(await adapters('list')).toMatch(/\npirate +@2 +@1 +llama +2 /);
  expect(JSON.parse(await adapters('list', '--json'))).toMatchObject({
    adapters: [{ name: 'pirate', live: 2, versions: [{ version: 3, state: 'refused' }, {}, {}] }],
    unused: [],
  });
});
