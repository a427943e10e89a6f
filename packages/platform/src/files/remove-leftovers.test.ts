import { randomUUID } from 'node:crypto';
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestPlatform } from '../../test/test-platform.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { removeLeftovers } from './remove-leftovers.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const hoursAgo = (hours: number): Date => new Date(now - hours * 3_600_000);

async function put(path: string, time: Date): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'half');
  await utimes(path, time, time);
}

test('what a killed process left is removed when it is older than a day, and nothing else', async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const old = [
    `keys.json.${randomUUID()}.tmp`,
    `mcp-logins/00ff.json.${randomUUID()}.tmp`,
    `adapter-versions/${randomUUID()}.partial`,
    `adapters/.pirate.${randomUUID()}.part`,
    'exports/.pairs.jsonl.manifest.json.0123abcd.partial',
    'training/run_1/manifest.json.89abcdef.partial',
  ];
  const kept = [
    'keys.json',
    'keys.json.lock',
    'notes.tmp',
    'exports/mine.partial',
    'models/base.gguf.partial',
    'adapters/pirate.gguf',
    `training/run_1/${randomUUID()}`,
  ];
  for (const name of [...old, ...kept]) await put(join(folder, name), hoursAgo(25));
  const young = `tools.json.${randomUUID()}.tmp`;
  await put(join(folder, young), hoursAgo(23));

  // Folders are as young as what is in them.
  const upload = join(folder, 'files', `.${randomUUID()}.partial`);
  const stale = join(folder, 'files', `.${randomUUID()}.partial`);
  const partitions = join(folder, 'exports', '.partitions-0123abcd');
  await put(join(upload, 'content.jsonl'), hoursAgo(1));
  await put(join(stale, 'content.jsonl'), hoursAgo(25));
  await put(join(partitions, '1.jsonl'), hoursAgo(25));
  for (const path of [upload, stale, partitions]) await utimes(path, hoursAgo(25), hoursAgo(25));

  const removed = await removeLeftovers(folder, now);
  expect(removed.toSorted()).toEqual([...old.map((name) => join(folder, name)), stale, partitions].toSorted());
  const left = await readdir(folder, { recursive: true });
  expect(left).toEqual(expect.arrayContaining([...kept, young]));
  expect(await readdir(join(folder, 'files'))).toEqual([upload.slice(join(folder, 'files').length + 1)]);
  expect(await removeLeftovers(folder, now)).toEqual([]);
  expect(await removeLeftovers(join(folder, 'nowhere'), now)).toEqual([]);
});

test.skipIf(process.platform === 'win32')('links are not followed', async () => {
  await using temporary = await temporaryFolder();
  await using elsewhere = await temporaryFolder();
  const draft = `a.${randomUUID()}.partial`;
  await put(join(elsewhere.path, draft), hoursAgo(100));
  await symlink(elsewhere.path, join(temporary.path, 'models'));
  expect(await removeLeftovers(temporary.path, now)).toEqual([]);
  expect(await readdir(elsewhere.path)).toEqual([draft]);
});

test('a server that starts tidies its data folder', async () => {
  await using server = await createTestPlatform();
  const leftover = join(server.folder, `keys.json.${randomUUID()}.tmp`);
  await put(leftover, new Date(Date.now() - 48 * 3_600_000));
  await server.platform.listen();
  await expect.poll(() => readdir(server.folder)).not.toContain(basename(leftover));
});
