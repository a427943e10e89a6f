import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { TuneloopError, type Judge, type JudgedInteraction } from '@tuneloop/protocol';
import { openStore } from '@tuneloop/store';
import { describe, expect, test, vi } from 'vitest';
import { contentsOfIndex } from '../../test/index-contents.ts';
import { interactionRecord } from '../../test/interactions.ts';
import { openTestLog, temporaryFolder } from '../../test/log-folder.ts';
import { openInteractionLog } from '../log/open-interaction-log.ts';
import type { IndexProgress } from './catch-up.ts';
import { LogIndex } from './log-index.ts';

const ada: Judge = { author: 'ada', source: 'web' };
const now = (): Date => new Date('2026-11-21T09:00:00Z');

/** A log with something of everything; its folder. */
async function madeLog(): Promise<string> {
  const folder = temporaryFolder();
  await using log = openInteractionLog({ folder, now });
  const prompt = { type: 'text', text: 'Which?' } as const;
  for (const id of ['a', 'b', 'c', 'd']) {
    log.append(
      interactionRecord(id, { prompt, conversation: id, tags: [id], adapters: [{ id: `x@${id}`, scale: 1 }] }),
    );
  }
  await log.rate('all', 'a', { thumb: 'up', comment: 'Fine.', tags: ['short'] }, ada);
  await log.rate('all', 'b', { score: 2 }, ada);
  await log.compare('all', { id: 'x', drafts: ['a', 'b'] });
  await log.choose('all', 'x', { outcome: 'tie' }, ada);
  await log.compare('all', { id: 'y', drafts: ['a', 'c'] });
  await log.choose('all', 'y', { outcome: 'preferred', preferred: 'a' }, ada);
  await log.delete('all', 'c');
  await log.deleteConversation(undefined, 'd');
  await log.list('all');
  return folder;
}

async function idsOf(folder: string): Promise<string[]> {
  await using log = openInteractionLog({ folder, readOnly: true });
  return (await log.list('all')).interactions.map(({ interaction }) => interaction.id);
}

describe('an index is made anew', () => {
  test.each<[string, (path: string) => void]>([
    ['missing', (path) => rmSync(path)],
    [
      'no database',
      (path) =>
        writeFileSync(path, 'This is not a database, and it is long enough for a header to be read.'.repeat(20)),
    ],
    ['cut off', (path) => truncateSync(path, 5000)],
    [
      'of a newer version',
      (path) => {
        using store = openStore({ path });
        store.run("INSERT INTO store_migrations VALUES ('log', 99, 'later', 'x', '2030')");
      },
    ],
    [
      'kept by a Node without FTS5',
      (path) => {
        using store = openStore({ path });
        store.get('PRAGMA user_version = 2');
        store.run('DROP TABLE words_interactions');
      },
    ],
    [
      'of another schema',
      (path) => {
        using store = openStore({ path });
        store.run("UPDATE store_migrations SET checksum = 'x' WHERE component = 'log'");
      },
    ],
  ])('that is %s', async (_name, breakIt) => {
    const folder = await madeLog();
    const contents = contentsOfIndex(folder);
    breakIt(join(folder, 'index.sqlite'));
    expect(await idsOf(folder)).toEqual(['b', 'a']);
    expect(contentsOfIndex(folder)).toEqual(contents);
  });

  test('on demand, with progress', async () => {
    const folder = await madeLog();
    const contents = contentsOfIndex(folder);
    await using log = openInteractionLog({ folder, now });
    const progress: IndexProgress[] = [];
    await log.rebuildIndex({ onProgress: (event) => progress.push(event) });
    const { size } = statSync(join(folder, '2026-11-21.jsonl'));
    expect(progress.at(-1)).toMatchObject({ bytesRead: size, bytesTotal: size, lines: 13 });
    expect(contentsOfIndex(folder)).toEqual(contents);
    await expect(log.rebuildIndex({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await log.list('all')).interactions).toHaveLength(2);
    expect(contentsOfIndex(folder)).toEqual(contents);
  });

  test('when it does not fit the files', async () => {
    const folder = await madeLog();
    {
      using store = openStore({ path: join(folder, 'index.sqlite') });
      store.run('UPDATE log_interactions SET place = place + 1');
    }
    expect(await idsOf(folder)).toEqual(['b', 'a']);
  });
});

test('the tables hold the same in whatever order lines are read', async () => {
  const folder = await madeLog();
  const name = '2026-11-21.jsonl';
  const lines = readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
  const expected = await judgedIn(folder);
  // What one process had written, written by three, the answers last.
  for (const order of [lines.toReversed(), [...lines.slice(6), ...lines.slice(0, 6)], [...lines, ...lines]]) {
    const other = temporaryFolder();
    for (const [index, line] of order.entries()) {
      appendFileSync(join(other, `2026-11-21.w${(index % 3) + 2}.jsonl`), `${line}\n`);
    }
    expect(await judgedIn(other)).toEqual(expected);
  }
});

test('a file that was replaced is read again, and one that is gone is forgotten', async () => {
  const folder = await madeLog();
  const path = join(folder, '2026-11-21.jsonl');
  const lines = readFileSync(path, 'utf8').split('\n');
  // Another inode, as editors save.
  rmSync(path);
  writeFileSync(`${path}.new`, lines.filter((line) => !line.includes('"id":"b"')).join('\n'));
  copyFileSync(`${path}.new`, path);
  expect(await idsOf(folder)).toEqual(['a']);
  // Another file of the same length, which may have the same inode.
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replaceAll('"id":"a"', '"id":"z"'));
  expect(await idsOf(folder)).toEqual(['z']);
  // Cut in place.
  writeFileSync(path, `${lines[1]}\n`);
  expect(await idsOf(folder)).toEqual(['b']);
  rmSync(path);
  expect(await idsOf(folder)).toEqual([]);
});

test('a last line that was edited in place is noticed', async () => {
  const folder = temporaryFolder();
  const log = openTestLog({ folder, now });
  log.append(interactionRecord('a'));
  await log.rate('all', 'a', { score: 4 }, ada);
  expect((await log.list('all', { minScore: 3 })).interactions).toHaveLength(1);
  const path = join(folder, '2026-11-21.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"score":4', '"score":2'));
  expect((await log.list('all', { minScore: 3 })).interactions).toEqual([]);
  expect((await log.get('all', 'a')).ratings).toMatchObject([{ score: 2 }]);
});

test('several programs may ask at the same time', async () => {
  const folder = await madeLog();
  rmSync(join(folder, 'index.sqlite'));
  const logs = [1, 2, 3].map(() => openTestLog({ folder, readOnly: true }));
  const writer = openTestLog({ folder, now });
  for (let number = 0; number < 50; number++) {
    writer.append(interactionRecord(`n${number}`));
    if (number % 10 !== 0) continue;
    const pages = await Promise.all(logs.map((log) => log.list('all', { limit: 100 })));
    for (const { interactions } of pages) expect(interactions).toHaveLength(number + 3);
  }
  await writer.list('all');
  const contents = contentsOfIndex(folder);
  await writer.rebuildIndex();
  expect(contentsOfIndex(folder)).toEqual(contents);
});

test('another process that is at the index for long holds nobody up but who asks', async () => {
  const folder = await madeLog();
  const log = openTestLog({ folder, now });
  await log.list('all');
  log.append(interactionRecord('e'));
  const other = openStore({ path: join(folder, 'index.sqlite') });
  other.run('BEGIN IMMEDIATE');
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  const answer = log.list('all');
  await vi.waitFor(() => expect(turns).toBeGreaterThan(5));
  other.run('ROLLBACK');
  other.close();
  expect((await answer).interactions).toHaveLength(3);
  clearInterval(timer);
});

test('a log that is only read needs no folder', async () => {
  const folder = join(temporaryFolder(), 'log');
  expect(await idsOf(folder)).toEqual([]);
  expect(readdirSync(folder).filter((name) => !name.startsWith('index.'))).toEqual([]);
});

test('an error of the disk reaches who asks', async () => {
  const folder = temporaryFolder();
  const log = openTestLog({ folder, index: join(folder, 'no', '\0', 'index.sqlite') });
  await expect(log.list('all')).rejects.toSatisfy((error) => TuneloopError.isInstance(error));
});

async function judgedIn(folder: string): Promise<unknown> {
  await using log = openInteractionLog({ folder, readOnly: true });
  const interactions: JudgedInteraction[] = [];
  for await (const judged of log.records()) interactions.push(judged);
  const { deletions, removed, interactions: rows } = contentsOfIndex(folder);
  const judgements = rows!.map(({ id, up, score, compared, rated }) => ({ id, up, score, compared, rated }));
  const idsOfRemoved = new Set(removed!.map(({ kind, id }) => JSON.stringify([kind, id])));
  return { interactions, judgements, deletions: new Set(deletions!.map(({ id }) => id)), removed: idsOfRemoved };
}

test('who comes to wait for an index ends the rest of what reads it, since that rest keeps no process alive', async () => {
  const folder = await madeLog();
  const index = new LogIndex({ folder, path: join(folder, 'rested.sqlite') });
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    const rested = vi.fn();
    const resting = index.rest().then(rested);
    await Promise.resolve();
    expect(rested).not.toHaveBeenCalled();
    const asked = index.ask(() => 'answered');
    await resting;
    expect(await asked).toBe('answered');
    const again = index.rest();
    await vi.advanceTimersByTimeAsync(20);
    await again;
  } finally {
    vi.useRealTimers();
    await index.close();
  }
});
