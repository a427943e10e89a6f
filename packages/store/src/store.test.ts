import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { afterAll, describe, expect, test } from 'vitest';
import type { Migration } from './migration.ts';
import { openMemoryStore, openStore } from './open-store.ts';
import { isSqliteNotice } from './sqlite-module.ts';
import type { Store } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tuneloop-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = (): string => join(folder, `${(files += 1)}.sqlite`);

const notes: Migration[] = [
  { name: 'make the table', sql: 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT' },
];
const authors: Migration = { name: 'add authors', sql: "ALTER TABLE notes ADD COLUMN author TEXT DEFAULT 'nobody'" };

function failure(work: () => unknown): TuneloopError {
  try {
    work();
  } catch (error) {
    if (TuneloopError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

const texts = (store: Store): string[] =>
  store.all('SELECT text FROM notes ORDER BY id').map(({ text }) => text as string);

describe('what is written', () => {
  test('is there when the file is opened again, and only its owner may read it', () => {
    const path = newPath();
    using first = openStore({ path });
    first.migrate('notes', notes);
    expect(first.run('INSERT INTO notes (text) VALUES (?)', 'a')).toBe(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
    first.close();
    using second = openStore({ path });
    second.migrate('notes', notes);
    expect(texts(second)).toEqual(['a']);
    expect(second.get('SELECT text FROM notes WHERE id = ?', 7)).toBeUndefined();
  });

  test('happens wholly or not at all', () => {
    using store = openMemoryStore();
    store.migrate('notes', notes);
    const insert = (text: string): number => store.run('INSERT INTO notes (text) VALUES (?)', text);
    expect(() =>
      store.transaction(() => {
        insert('a');
        store.transaction(() => insert('b'));
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    expect(texts(store)).toEqual([]);
    expect(store.transaction(() => [insert('c'), insert('d')])).toEqual([1, 1]);
    expect(texts(store)).toEqual(['c', 'd']);
  });

  test('must not break a rule, and the message does not hold the value', () => {
    using store = openMemoryStore();
    store.migrate('notes', notes);
    store.run('INSERT INTO notes (text) VALUES (?)', 'secret');
    const error = failure(() => store.run('INSERT INTO notes (text) VALUES (?)', 'secret'));
    expect(error).toMatchObject({ code: 'STORE_FAILED', details: { reason: 'constraint' } });
    expect(error.message).not.toContain('secret');
  });
});

describe('migrations', () => {
  test('those that a file has not been through are applied, once, for each component', () => {
    const path = newPath();
    using store = openStore({ path });
    store.migrate('notes', notes);
    store.run('INSERT INTO notes (text) VALUES (?)', 'a');
    store.migrate('notes', [...notes, authors]);
    store.migrate('notes', [...notes, authors]);
    store.migrate('other', [{ name: 'make it', sql: 'CREATE TABLE other (id INTEGER) STRICT' }]);
    expect(store.all('SELECT * FROM notes')).toEqual([{ id: 1, text: 'a', author: 'nobody' }]);
    expect(store.all('SELECT * FROM other')).toEqual([]);
  });

  test('one that fails leaves nothing behind', () => {
    using store = openMemoryStore();
    const broken = { name: 'break', sql: 'CREATE TABLE half (id INTEGER) STRICT; CREATE NONSENSE' };
    expect(failure(() => store.migrate('notes', [...notes, broken]))).toMatchObject({ code: 'STORE_FAILED' });
    expect(store.all("SELECT name FROM sqlite_schema WHERE name IN ('half', 'notes')")).toEqual([]);
    store.migrate('notes', notes);
    expect(texts(store)).toEqual([]);
  });

  test('an edited one is refused; its formatting may change', () => {
    using store = openMemoryStore();
    store.migrate('notes', notes);
    const [first] = notes as [Migration];
    store.migrate('notes', [{ ...first, sql: `\n  ${first.sql.replaceAll(' ', '\n')}\n` }]);
    const error = failure(() => store.migrate('notes', [{ ...first, sql: `${first.sql} -- other` }]));
    expect(error.details).toMatchObject({ reason: 'edited-migration', component: 'notes', migration: first.name });
  });

  test('the file of a newer version is refused and not touched', () => {
    using store = openMemoryStore();
    store.migrate('notes', [...notes, authors]);
    const error = failure(() => store.migrate('notes', notes));
    expect(error.message).toContain('newer version');
    expect(error.details).toMatchObject({ reason: 'newer-schema', migration: 'add authors' });
  });
});

describe('a file that cannot be used', () => {
  test('locked by another connection: told after the wait, and retryable', () => {
    const path = newPath();
    using holder = openStore({ path });
    holder.migrate('notes', notes);
    using store = openStore({ path, busyTimeoutMs: 20 });
    const error = holder.transaction(() => {
      expect(texts(store)).toEqual([]);
      return failure(() => store.run('INSERT INTO notes (text) VALUES (?)', 'a'));
    });
    expect(error).toMatchObject({ code: 'STORE_FAILED', retryable: true, details: { reason: 'locked', path } });
    expect(store.run('INSERT INTO notes (text) VALUES (?)', 'a')).toBe(1);
  });

  test('no database', () => {
    const path = newPath();
    writeFileSync(path, 'these are my notes, not a database; '.repeat(100));
    const error = failure(() => openStore({ path }));
    expect(error).toMatchObject({ code: 'STORE_FAILED', details: { reason: 'corrupt' } });
    expect(error.message).toContain('backup');
    expect(readFileSync(path, 'utf8')).toContain('these are my notes');
  });

  test('damaged inside', () => {
    const path = newPath();
    const store = openStore({ path });
    store.migrate('notes', notes);
    store.transaction(() => {
      for (let index = 0; index < 500; index += 1) store.run('INSERT INTO notes (text) VALUES (?)', `note ${index}`);
    });
    store.close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x5a, 4096));
    expect(
      failure(() => {
        using damaged = openStore({ path });
        texts(damaged);
      }).details,
    ).toMatchObject({ reason: 'corrupt' });
  });

  test('a folder, or a place in a file', () => {
    expect(failure(() => openStore({ path: folder })).details).toMatchObject({ reason: 'not-openable' });
    const path = newPath();
    writeFileSync(path, '');
    expect(failure(() => openStore({ path: join(path, 'a.sqlite') })).details).toMatchObject({
      reason: 'not-openable',
    });
  });

  test('one that must not be written', () => {
    using store = openMemoryStore();
    store.migrate('notes', notes);
    store.run('PRAGMA query_only = 1');
    const error = failure(() => store.run('INSERT INTO notes (text) VALUES (?)', 'a'));
    expect(error.details).toMatchObject({ reason: 'read-only' });
    expect(error.message).toContain('permissions');
  });

  test('closed', () => {
    const store = openMemoryStore();
    store.close();
    store.close();
    expect(failure(() => store.all('SELECT 1')).details).toMatchObject({ reason: 'closed' });
    expect(failure(() => store.transaction(() => 1)).details).toMatchObject({ reason: 'closed' });
  });

  test('wrong options', () => {
    expect(failure(() => openStore({ path: '' })).code).toBe('INVALID_REQUEST');
    expect(failure(() => openStore({ path: newPath(), busyTimeoutMs: -1 })).code).toBe('INVALID_REQUEST');
  });
});

test("only SQLite's own notice is dropped", () => {
  const notice = 'SQLite is an experimental feature and might change at any time';
  expect(isSqliteNotice(notice, 'ExperimentalWarning')).toBe(true);
  expect(isSqliteNotice(notice, { type: 'ExperimentalWarning' })).toBe(true);
  expect(isSqliteNotice(notice, 'DeprecationWarning')).toBe(false);
  expect(isSqliteNotice('Watch mode is an experimental feature', 'ExperimentalWarning')).toBe(false);
});
