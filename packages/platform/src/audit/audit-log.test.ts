import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { createAuditLog } from './audit-log.ts';
import type { AuditEntry } from './audit-record.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

const act = (target: string): AuditEntry => ({
  actor: { type: 'key', id: 'key_1', name: 'ops' },
  address: '203.0.113.9',
  action: 'model.loaded',
  target,
  outcome: 'done',
  details: { status: 200 },
});

async function filled(folder: string, count = 3): Promise<string> {
  const log = createAuditLog({ folder });
  for (let index = 1; index <= count; index++) await log.append(act(`model-${index}`));
  return join(folder, 'audit-000001.jsonl');
}

test('acts are listed, the newest first and by pages, and verified', async () => {
  await using folder = await temporaryFolder();
  const log = createAuditLog({ folder: folder.path });
  expect(await log.list({ limit: 10 })).toEqual({ records: [], hasMore: false });
  const file = await filled(folder.path, 5);
  const page = await log.list({ limit: 2 });
  expect(page).toMatchObject({ hasMore: true, records: [{ sequence: 5, target: 'model-5' }, { sequence: 4 }] });
  expect(await log.list({ before: 3, limit: 2 })).toMatchObject({
    hasMore: false,
    records: [{ sequence: 2 }, { sequence: 1 }],
  });
  const verdict = await verifyAuditLog(folder.path);
  expect(verdict).toEqual({ records: 5, files: 1, lastHash: page.records[0]!.hash });
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('processes that write at once make one chain, across files', async () => {
  await using folder = await temporaryFolder();
  const logs = [1, 2, 3].map(() => createAuditLog({ folder: folder.path, fileBytes: 1500 }));
  await Promise.all(logs.flatMap((log) => [1, 2, 3, 4].map((index) => log.append(act(`model-${index}`)))));
  const verdict = await verifyAuditLog(folder.path);
  expect(verdict).toMatchObject({ records: 12, files: expect.any(Number) as number });
  expect([verdict.problem, verdict.files > 1]).toEqual([undefined, true]);
  const { records } = await logs[0]!.list({ limit: 100 });
  expect(records.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 12 }, (_, index) => 12 - index));
});

test('half a line, which a crash leaves, is cut off, and the chain goes on', async () => {
  await using folder = await temporaryFolder();
  const file = await filled(folder.path);
  await appendFile(file, '{"sequence":4,"time":"2026');
  await createAuditLog({ folder: folder.path }).append(act('after'));
  expect(await verifyAuditLog(folder.path)).toMatchObject({ records: 4 });
  expect((await verifyAuditLog(folder.path)).problem).toBeUndefined();
});

test.each([
  ['changed', 2, /was changed/, (lines: string[]) => lines.with(1, lines[1]!.replace('model-2', 'model-9'))],
  ['removed', 2, /the line before it was removed/, (lines: string[]) => lines.toSpliced(1, 1)],
  ['doubled', 3, /the line before it was removed/, (lines: string[]) => lines.toSpliced(2, 0, lines[1]!)],
  ['put first', 1, /the line before it was removed/, (lines: string[]) => lines.toSpliced(0, 1)],
  ['no JSON', 2, /is no line of this log/, (lines: string[]) => lines.with(1, 'x')],
])('a line that was %s shows', async (_what, line, message, change) => {
  await using folder = await temporaryFolder();
  const file = await filled(folder.path);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await writeFile(file, `${change(lines).join('\n')}\n`);
  const { problem } = await verifyAuditLog(folder.path);
  expect(problem).toEqual({ file: 'audit-000001.jsonl', line, message: expect.stringMatching(message) as string });
});

test('lines that were cut off the end show to who kept the last hash', async () => {
  await using folder = await temporaryFolder();
  const file = await filled(folder.path);
  const { lastHash: expected } = await verifyAuditLog(folder.path);
  expect((await verifyAuditLog(folder.path, { expected })).problem).toBeUndefined();
  await writeFile(file, `${(await readFile(file, 'utf8')).split('\n')[0]}\n`);
  expect((await verifyAuditLog(folder.path)).problem).toBeUndefined();
  expect((await verifyAuditLog(folder.path, { expected })).problem?.message).toMatch(/is missing$/);
});

test('behind a last line that was changed nothing is written, and a file that is missing shows', async () => {
  await using folder = await temporaryFolder();
  const file = await filled(folder.path);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('model-3', 'model-9'));
  const log = createAuditLog({ folder: folder.path });
  await expect(log.append(act('after'))).rejects.toMatchObject({ code: 'STORE_FAILED' });

  await writeFile(file, text);
  await createAuditLog({ folder: folder.path, fileBytes: 1 }).append(act('second file'));
  await rm(file);
  expect((await verifyAuditLog(folder.path)).problem?.message).toBe('file 1 is missing');
});
