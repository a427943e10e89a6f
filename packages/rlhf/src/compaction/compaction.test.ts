import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Judge } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { interactionRecord } from '../../test/interactions.ts';
import { openTestLog, temporaryFolder } from '../../test/log-folder.ts';
import { contentsOfIndex } from '../../test/index-contents.ts';

const ada: Judge = { author: 'ada', source: 'web' };
const day = '2026-11-21';
const secret = 'xylophone';
const prompt = { type: 'text', text: 'Which?' } as const;

function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
}

test('takes what was deleted, and what was said of it, out of every file, and nothing else', async () => {
  const log = openTestLog({ now: () => new Date(`${day}T09:00:00Z`), maxFileBytes: 2000 });
  for (const id of ['a', 'b', 'c', 'd']) {
    log.append(interactionRecord(id, { prompt, output: { content: id === 'b' ? secret : id }, conversation: id }));
  }
  await log.rate('all', 'b', { comment: `Such a ${secret}.` }, ada);
  await log.rate('all', 'c', { comment: 'Fine.' }, ada);
  await log.compare('all', { id: 'x', drafts: ['a', 'b'] });
  await log.choose('all', 'x', { outcome: 'tie', comment: secret }, ada);
  await log.compare('all', { id: 'y', drafts: ['a', 'd'] });
  // Also where it stands twice.
  log.append(interactionRecord('b', { output: { content: `${secret} again` }, conversation: 'b' }));
  expect(filesHolding(log.folder, secret)).not.toEqual([]);

  await log.deleteConversation(undefined, 'b');
  const before = linesOf(log.folder);
  const report = await log.compact();

  expect(filesHolding(log.folder, secret)).toEqual([]);
  const after = linesOf(log.folder);
  expect(after).toEqual(before.filter((line) => after.includes(line)));
  expect(before.length - after.length).toBe(5);
  expect(report).toMatchObject({ removedLines: 5, skipped: [] });
  expect(report.files.length).toBeGreaterThan(1);
  expect(report.freedBytes).toBeGreaterThan(0);
  expect((await log.list('all')).interactions.map(({ interaction }) => interaction.id)).toEqual(['d', 'c', 'a']);
  expect((await log.get('all', 'c')).ratings).toHaveLength(1);
  expect((await log.getComparison('all', 'y')).drafts).toHaveLength(2);
  const contents = contentsOfIndex(log.folder);
  await log.rebuildIndex();
  expect(contentsOfIndex(log.folder)).toEqual(contents);
  expect(await log.compact()).toEqual({ files: [], removedLines: 0, freedBytes: 0, skipped: [] });
  // What is still being generated when its conversation is deleted goes as well.
  log.append(interactionRecord('e', { conversation: 'b', output: { content: secret }, time: `${day}T08:30:00.000Z` }));
  expect(await log.compact()).toMatchObject({ removedLines: 1 });
  expect(filesHolding(log.folder, secret)).toEqual([]);
});

test('goes on writing to the log meanwhile, and reading from it', async () => {
  const log = openTestLog();
  for (let number = 0; number < 300; number++) {
    log.append(interactionRecord(`i${number}`, { conversation: number % 2 === 0 ? 'even' : 'odd' }));
  }
  await log.deleteConversation(undefined, 'odd');
  const compaction = log.compact();
  const written: string[] = [];
  while (written.length < 20) {
    const id = `n${written.length}`;
    log.append(interactionRecord(id, { time: '2026-11-22T00:00:00.000Z' }));
    written.push(id);
    expect((await log.get('all', id)).interaction.id).toBe(id);
    expect((await log.get('all', 'i0')).interaction.id).toBe('i0');
  }
  expect((await compaction).removedLines).toBe(150);
  const found: string[] = [];
  for await (const { interaction } of log.records()) found.push(interaction.id);
  expect(found).toHaveLength(170);
  expect(found.slice(150).toSorted()).toEqual(written.toSorted());
});

test('leaves the files of another running program alone, and takes them when that has ended', async () => {
  const folder = temporaryFolder();
  const first = openTestLog({ folder });
  const second = openTestLog({ folder });
  first.append(interactionRecord('a'));
  second.append(interactionRecord('b'));
  await first.delete('all', 'b');
  const report = await first.compact();
  expect(report.files).toEqual([]);
  expect(report.skipped).toEqual([expect.stringMatching(/\.w2\.jsonl$/)]);
  await second.close();
  expect(await first.compact()).toMatchObject({ removedLines: 1, skipped: [] });
  // Nothing was left of it.
  expect(readdirSync(folder).filter((name) => name.includes('.w2.'))).toEqual([]);
});

test('keeps unreadable lines, and removes what an ended compaction left', async () => {
  const log = openTestLog({ now: () => new Date(`${day}T09:00:00Z`) });
  const path = join(log.folder, `${day}.jsonl`);
  log.append(interactionRecord('a'));
  const torn = Buffer.concat([Buffer.from('{"version":1,"te'), Buffer.from([0xff, 0xfe]), Buffer.from('\n')]);
  writeFileSync(path, torn, { flag: 'a' });
  log.append(interactionRecord('b'));
  const leftover = `${path}.compacting`;
  writeFileSync(leftover, 'half');
  await log.delete('all', 'a');
  await log.compact();
  expect(existsSync(leftover)).toBe(false);
  const bytes = readFileSync(path);
  expect(bytes.subarray(0, torn.length)).toEqual(torn);
  expect(bytes.includes('"b"')).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await log.counts()).toEqual({ lost: 0, unreadable: 1 });
});

test('can be cancelled, and one at a time is enough', async () => {
  const log = openTestLog();
  log.append(interactionRecord('a'));
  await log.delete('all', 'a');
  await expect(log.compact({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  const compaction = log.compact();
  await expect(log.compact()).rejects.toMatchObject({ code: 'BUSY' });
  expect(await compaction).toMatchObject({ removedLines: 1 });
});

test('takes out what was said of an interaction that an ended compaction has taken out already', async () => {
  const folder = temporaryFolder();
  const time = `${day}T09:00:00.000Z`;
  const rating = { id: 'r', interaction: 'gone', time, ...ada, comment: secret };
  const lines = [
    { version: 1, type: 'rating', rating },
    { version: 1, type: 'deletion', deletion: { id: 'd', time, interaction: 'gone' } },
  ];
  writeFileSync(join(folder, `${day}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const log = openTestLog({ folder });
  expect(await log.compact()).toMatchObject({ removedLines: 1 });
  expect(filesHolding(folder, secret)).toEqual([]);
});

test('takes out what was said of a conversation whose interactions an ended compaction has taken out already', async () => {
  const folder = temporaryFolder();
  const first = openTestLog({ folder });
  first.append(interactionRecord('gone', { conversation: 'c', time: `${day}T09:00:00.000Z` }));
  await first.rate('all', 'gone', { comment: secret }, ada);
  expect(await first.deleteConversation(undefined, 'c')).toBe(1);
  await first.close();
  // What a compaction that is killed leaves: the day of the interaction is rewritten, that of the rating is not.
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
    const path = join(folder, name);
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.filter((line) => !line.includes('"type":"interaction"')).join('\n'));
  }
  const log = openTestLog({ folder });
  await log.rebuildIndex();
  await log.compact();
  expect(filesHolding(folder, secret)).toEqual([]);
});

test('happens by itself some time after a deletion', async () => {
  const log = openTestLog({ compactAfterMs: 10 });
  log.append(interactionRecord('a', { output: { content: secret } }));
  await log.delete('all', 'a');
  await expect.poll(() => filesHolding(log.folder, secret)).toEqual([]);
});

test('what was deleted before is compacted after the log was opened', async () => {
  const folder = temporaryFolder();
  const first = openTestLog({ folder });
  first.append(interactionRecord('a', { output: { content: secret } }));
  await first.delete('all', 'a');
  await first.close();
  openTestLog({ folder, compactAfterMs: 10 });
  await expect.poll(() => filesHolding(folder, secret)).toEqual([]);
});

test('a log for reading is not compacted', async () => {
  await expect(openTestLog({ readOnly: true }).compact()).rejects.toThrow('reading only');
});

function linesOf(folder: string): string[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted((a, b) => partOf(a) - partOf(b));
  return names.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1));
}

function partOf(name: string): number {
  return Number(/\.(\d+)\.jsonl$/.exec(name)?.[1] ?? 1);
}
