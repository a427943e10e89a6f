import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolResult } from '@tuneloop/protocol';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createToolPolicy } from '../policy/default-policy.ts';
import type { ToolPolicyInput } from '../policy/tool-policy.ts';
import { createFileTools } from './file-tools.ts';

let root: string;
const at = (...names: string[]) => join(root, ...names);

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tuneloop-tools-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
});

const tools = new Map(createFileTools('/srv').map((tool) => [tool.name, tool]));

async function run(name: string, args: object, files: ToolPolicyInput['files'] = {}): Promise<ToolResult> {
  const policy = createToolPolicy({ files: { allowedRoots: [root], ...files } });
  return tools.get(name)!.execute(args, { signal: new AbortController().signal, policy });
}

test('the names are those that clients know', () => {
  expect([...tools.keys()].toSorted()).toEqual([
    'calculate_directory_size',
    'copy_file',
    'create_directory',
    'delete_file',
    'find_in_files',
    'get_current_directory',
    'get_file_info',
    'list_contents',
    'move_file',
    'read_file',
    'search_files',
    'write_file',
  ]);
});

describe('read_file', () => {
  test.each([
    ['a\nb\n', 2],
    ['a\r\nb', 2],
    ['', 0],
    ['ä€😀', 1],
  ])('%j', async (content, lines) => {
    writeFileSync(at('a.txt'), content);
    expect(await run('read_file', { path: at('a.txt') })).toEqual({ status: 'success', content, lines });
  });

  test('a byte order mark is no text', async () => {
    writeFileSync(at('a.txt'), '\ufeffa');
    expect(await run('read_file', { path: at('a.txt') })).toMatchObject({ content: 'a' });
  });

  test.each([
    ['missing', () => {}, /does not exist/],
    ['folder', () => mkdirSync(at('folder')), /is a folder/],
    ['zeros', () => writeFileSync(at('zeros'), 'a\0b'), /not a text file/],
    ['latin', () => writeFileSync(at('latin'), Buffer.from([0x61, 0xe4])), /not a text file/],
    ['large', () => writeFileSync(at('large'), 'x'.repeat(101)), /has 101 bytes; at most 100/],
    ['key.txt', () => writeFileSync(at('key.txt'), '-----BEGIN OPENSSH PRIVATE KEY-----\nx'), /private key/],
  ])('%s is an error that says why', async (name, prepare, message) => {
    prepare();
    const result = await run('read_file', { path: at(name) }, { maxReadBytes: 100 });
    expect(result).toEqual({ status: 'error', error: expect.stringMatching(message) });
    expect(result.error).toContain(at(name));
  });
});

describe('write_file', () => {
  test('writes lines, and replaces what was there with its rights', async () => {
    const write = (lines: string[]) => run('write_file', { path: at('a.txt'), lines });
    expect(await write(['ä', ''])).toEqual({ status: 'success', bytes_written: 4 });
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('ä\n\n');
    chmodSync(at('a.txt'), 0o600);
    expect(await write([])).toEqual({ status: 'success', bytes_written: 0 });
    expect(statSync(at('a.txt')).mode & 0o777).toBe(0o600);
  });

  test('through a link it writes what the link means', async () => {
    writeFileSync(at('real.txt'), 'old');
    symlinkSync('real.txt', at('link.txt'));
    await run('write_file', { path: at('link.txt'), lines: ['new'] });
    expect(readFileSync(at('real.txt'), 'utf8')).toBe('new\n');
    expect(realpathSync(at('link.txt'))).toBe(at('real.txt'));
  });

  test('not without a folder, not too much, and nothing is left behind', async () => {
    expect(await run('write_file', { path: at('no', 'a.txt'), lines: [] })).toMatchObject({
      error: expect.stringMatching(/does not exist/),
    });
    expect(await run('write_file', { path: at('a'), lines: ['xx'] }, { maxWriteBytes: 2 })).toMatchObject({
      error: 'The text has 3 bytes; at most 2 are written.',
    });
    mkdirSync(at('folder'));
    expect(await run('write_file', { path: at('folder'), lines: [] })).toMatchObject({
      error: expect.stringMatching(/is a folder/),
    });
    expect(await run('list_contents', { path: root, show_hidden: true })).toMatchObject({
      items: [{ name: 'folder', type: 'folder' }],
    });
  });
});

test('list_contents', async () => {
  mkdirSync(at('d'));
  writeFileSync(at('b\nb'), '');
  writeFileSync(at('.hidden'), '');
  symlinkSync('d', at('c'));
  expect(await run('list_contents', { path: root })).toEqual({
    status: 'success',
    items: [
      { name: 'b\nb', type: 'file' },
      { name: 'c', type: 'link' },
      { name: 'd', type: 'folder' },
    ],
    total_items: 3,
  });
  expect(await run('list_contents', { path: root, show_hidden: true })).toMatchObject({ total_items: 4 });
  expect(await run('list_contents', { path: at('c') })).toMatchObject({ total_items: 0 });
  expect(await run('list_contents', { path: at('.hidden') })).toMatchObject({
    error: expect.stringMatching(/is not a folder/),
  });
});

describe('search_files', () => {
  beforeEach(() => {
    mkdirSync(at('src', 'deep'), { recursive: true });
    for (const name of ['a.ts', 'b.js', 'src/c.ts', 'src/deep/d.ts']) writeFileSync(at(name), '');
  });

  test.each([
    [{ pattern: '*.ts' }, ['a.ts', 'src/c.ts', 'src/deep/d.ts']],
    [{ pattern: '*.ts', recursive: false }, ['a.ts']],
    [{ pattern: 'src/*.ts' }, ['src/c.ts']],
    [{ pattern: 'src/**/*.ts' }, ['src/c.ts', 'src/deep/d.ts']],
    [{ pattern: '{a,b}.*' }, ['a.ts', 'b.js']],
    [{ pattern: 'none' }, []],
  ])('%o', async (args, names) => {
    expect(await run('search_files', { path: root, ...args })).toEqual({
      status: 'success',
      files: names.map((name) => at(name)),
      count: names.length,
    });
  });

  test('is capped, and says so', async () => {
    const note = 'Only the first 2 are listed; there are more.';
    expect(await run('search_files', { path: root, pattern: '*' }, { maxResults: 2 })).toMatchObject({
      count: 2,
      note,
    });
    expect(await run('search_files', { path: root, pattern: '*', max_results: 2 })).toMatchObject({ count: 2, note });
    const all = await run('search_files', { path: root, pattern: '*' }, { maxResults: 4 });
    expect(all).toMatchObject({ count: 4 });
    expect(all).not.toHaveProperty('note');
  });

  test('a pattern that explodes is refused', async () => {
    const result = await run('search_files', { path: root, pattern: '{a,b}'.repeat(9) });
    expect(result).toMatchObject({ error: expect.stringMatching(/at most 64 alternatives/) });
  });
});

describe('find_in_files', () => {
  test('gives the lines, in files and folders', async () => {
    mkdirSync(at('d'));
    writeFileSync(at('a.md'), 'one\ntwo needle\r\nneedle needle');
    writeFileSync(at('d', 'b.txt'), `${'x'.repeat(500)}needle`);
    writeFileSync(at('binary'), 'needle\0');
    const found = await run('find_in_files', { path: root, search_text: 'needle' });
    expect(found).toMatchObject({
      count: 3,
      matches: [
        { path: at('a.md'), line: 2, text: 'two needle' },
        { path: at('a.md'), line: 3, text: 'needle needle' },
        { path: at('d', 'b.txt'), line: 1, text: expect.stringMatching(/^x{50}needle$/) },
      ],
    });
    expect(await run('find_in_files', { path: root, search_text: 'needle', file_pattern: '*.txt' })).toMatchObject({
      count: 1,
    });
    expect(await run('find_in_files', { path: at('a.md'), search_text: 'one' })).toMatchObject({ count: 1 });
    expect(await run('find_in_files', { path: root, search_text: 'Needle' })).toMatchObject({ count: 0, matches: [] });
  });

  test('is capped', async () => {
    writeFileSync(at('a'), 'x\n'.repeat(300));
    expect(await run('find_in_files', { path: root, search_text: 'x' })).toMatchObject({
      count: 100,
      note: expect.stringMatching(/first 100/),
    });
    expect(await run('find_in_files', { path: at('none'), search_text: 'x' })).toMatchObject({
      error: expect.stringMatching(/does not exist/),
    });
  });
});

test('calculate_directory_size', async () => {
  mkdirSync(at('a', 'b'), { recursive: true });
  writeFileSync(at('one'), 'x'.repeat(1000));
  writeFileSync(at('a', 'two'), 'x'.repeat(1000));
  writeFileSync(at('a', 'b', 'three'), 'x'.repeat(1000));
  symlinkSync('..', at('a', 'circle'));
  const size = (args: object) => run('calculate_directory_size', { path: root, ...args });
  expect(await size({})).toEqual({ status: 'success', size_bytes: 3000, size_human: '2.9 KiB' });
  expect(await size({ max_depth: 1 })).toEqual({ status: 'success', size_bytes: 2000, size_human: '2.0 KiB' });
  expect(await size({ max_depth: 0 })).toEqual({ status: 'success', size_bytes: 1000, size_human: '1000 B' });
});

test('get_file_info', async () => {
  writeFileSync(at('a'), 'abc', { mode: 0o640 });
  expect(await run('get_file_info', { path: at('a') })).toEqual({
    status: 'success',
    type: 'file',
    size: 3,
    created: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    permissions: 'rw-r-----',
  });
  expect(await run('get_file_info', { path: root })).toMatchObject({ type: 'folder' });
  expect(await run('get_file_info', { path: at('b') })).toMatchObject({
    error: expect.stringMatching(/does not exist/),
  });
});

test('get_current_directory', async () => {
  expect(await run('get_current_directory', {})).toEqual({ status: 'success', path: '/srv' });
});

test('create_directory', async () => {
  const create = (path: string, parents?: boolean) => run('create_directory', { path, ...(parents && { parents }) });
  expect(await create(at('a'))).toEqual({ status: 'success', path: at('a') });
  expect(await create(at('a'))).toMatchObject({ error: expect.stringMatching(/exists already/) });
  expect(await create(at('b', 'c'))).toMatchObject({ error: expect.stringMatching(/does not exist/) });
  expect(await create(at('b', 'c', 'd'), true)).toEqual({ status: 'success', path: at('b', 'c', 'd') });
  expect(await create(at('b', 'c', 'd'), true)).toMatchObject({ status: 'success' });
  writeFileSync(at('file'), '');
  expect(await create(at('file', 'x', 'y'), true)).toMatchObject({
    error: expect.stringMatching(/not a folder|not, or/),
  });
  expect(await create(`${root}/n/../../m`, true)).toMatchObject({ status: 'error' });
  expect(existsSync(at('n'))).toBe(false);
});

describe.each(['copy_file', 'move_file'])('%s', (name) => {
  const transfer = (source: string, dest: string, overwrite = false) =>
    run(name, { source: at(source), dest: at(dest), overwrite });

  test('to a new name, with its rights', async () => {
    writeFileSync(at('a'), Buffer.from([0, 255]), { mode: 0o600 });
    expect(await transfer('a', 'b')).toEqual({ status: 'success' });
    expect([...readFileSync(at('b'))]).toEqual([0, 255]);
    expect(statSync(at('b')).mode & 0o777).toBe(0o600);
    expect(existsSync(at('a'))).toBe(name === 'copy_file');
  });

  test('what is there stays unless it may be replaced', async () => {
    writeFileSync(at('a'), 'new');
    writeFileSync(at('b'), 'old');
    expect(await transfer('a', 'b')).toMatchObject({
      error: expect.stringMatching(/exists already; say overwrite: true/),
    });
    expect(readFileSync(at('b'), 'utf8')).toBe('old');
    expect(await transfer('a', 'b', true)).toEqual({ status: 'success' });
    expect(readFileSync(at('b'), 'utf8')).toBe('new');
  });

  test.each([
    ['none', 'b', /does not exist/],
    ['a', 'none/b', /does not exist/],
    ['a', 'folder', /is a folder/],
    ['a', 'a', /already there/],
  ])('%s to %s is an error', async (source, dest, message) => {
    writeFileSync(at('a'), '');
    mkdirSync(at('folder'));
    expect(await transfer(source, dest, true)).toEqual({ status: 'error', error: expect.stringMatching(message) });
    expect(await run('list_contents', { path: root, show_hidden: true })).toMatchObject({ total_items: 2 });
  });
});

test('move_file moves folders, and links as what they are', async () => {
  mkdirSync(at('a'));
  writeFileSync(at('a', 'x'), '');
  expect(await run('move_file', { source: at('a'), dest: at('b') })).toEqual({ status: 'success' });
  expect(existsSync(at('b', 'x'))).toBe(true);
  symlinkSync('b', at('link'));
  expect(await run('move_file', { source: at('link'), dest: at('other') })).toEqual({ status: 'success' });
  expect(realpathSync(at('other'))).toBe(at('b'));
  expect(await run('move_file', { source: at('b'), dest: at('b', 'c') })).toMatchObject({ status: 'error' });
  expect(await run('copy_file', { source: at('b'), dest: at('c') })).toMatchObject({
    error: expect.stringMatching(/is a folder/),
  });
});

describe('delete_file', () => {
  test('a file, an empty folder, a link but not its target', async () => {
    writeFileSync(at('file'), '');
    mkdirSync(at('empty'));
    symlinkSync('file', at('link'));
    expect(await run('delete_file', { path: at('link') })).toEqual({ status: 'success' });
    expect(existsSync(at('file'))).toBe(true);
    for (const name of ['file', 'empty'])
      expect(await run('delete_file', { path: at(name) })).toEqual({ status: 'success' });
    expect(await run('delete_file', { path: at('file') })).toMatchObject({
      error: expect.stringMatching(/does not exist/),
    });
  });

  test('a full folder only when told so, and links in it only as links', async () => {
    mkdirSync(at('full', 'sub'), { recursive: true });
    mkdirSync(at('kept'));
    writeFileSync(at('kept', 'x'), '');
    writeFileSync(at('full', 'sub', 'y'), '');
    symlinkSync(at('kept'), at('full', 'link'));
    expect(await run('delete_file', { path: at('full') })).toMatchObject({
      error: expect.stringMatching(/say recursive: true/),
    });
    expect(await run('delete_file', { path: at('full'), recursive: true })).toEqual({ status: 'success' });
    expect(existsSync(at('full'))).toBe(false);
    expect(existsSync(at('kept', 'x'))).toBe(true);
  });

  test('a folder with something protected stays whole', async () => {
    mkdirSync(at('app', 'data'), { recursive: true });
    writeFileSync(at('app', 'a'), '');
    const remove = (files: ToolPolicyInput['files']) => run('delete_file', { path: at('app'), recursive: true }, files);
    expect(await remove({ protectedPaths: [at('app', 'data')] })).toMatchObject({
      error: expect.stringMatching(/must stay/),
    });
    expect(await remove({ readOnlyRoots: [at('app', 'data')] })).toMatchObject({
      error: expect.stringMatching(/must stay/),
    });
    expect(await remove({ maxEntries: 1 })).toMatchObject({ error: expect.stringMatching(/more files and folders/) });
    writeFileSync(at('app', 'data', '.env'), '');
    expect(await remove({})).toMatchObject({ error: expect.stringMatching(/protected or cannot be read/) });
    expect(existsSync(at('app', 'a'))).toBe(true);
    expect(await run('delete_file', { path: root, recursive: true })).toMatchObject({
      error: expect.stringMatching(/must stay/),
    });
  });
});

test('every tool stops when it is cancelled', async () => {
  const policy = createToolPolicy({ files: { allowedRoots: [root] } });
  for (const tool of tools.values()) {
    const path = at('x');
    const args = { path, source: path, dest: at('y'), pattern: '*', search_text: 'x', lines: [] };
    const known = Object.keys((tool.parameters as { properties: object }).properties);
    const own = Object.fromEntries(Object.entries(args).filter(([key]) => known.includes(key)));
    const signal = AbortSignal.abort();
    await expect(tool.execute(own, { signal, policy }), tool.name).rejects.toMatchObject({ code: 'ABORTED' });
  }
});
