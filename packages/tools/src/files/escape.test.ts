import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createToolExecutor } from '../execution/create-tool-executor.ts';
import { createFileGuard } from '../paths/file-guard.ts';
import { createToolPolicy } from '../policy/default-policy.ts';
import type { ToolPolicyInput } from '../policy/tool-policy.ts';
import { createFileTools } from './file-tools.ts';
import { openFile } from './open-file.ts';

let base: string;
let root: string;
const at = (...names: string[]) => join(root, ...names);
const secret = () => join(base, 'outside', 'secret.txt');

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'tuneloop-escape-')));
  // Also what is deeper than a path can say.
  onTestFinished(() => void execFileSync('rm', ['-rf', base]));
  root = join(base, 'root');
  mkdirSync(root);
  mkdirSync(join(base, 'outside'));
  writeFileSync(secret(), 'SECRET\n');
  writeFileSync(at('a.txt'), 'inside\n');
});

const signal = new AbortController().signal;
const tools = createFileTools();
const policyOf = (files: ToolPolicyInput['files'] = {}) =>
  createToolPolicy({ files: { allowedRoots: [root], ...files } });
const run = (name: string, args: object, files?: ToolPolicyInput['files']) =>
  tools.find((tool) => tool.name === name)!.execute(args, { signal, policy: policyOf(files) });

/** What of all that could be done through a path can be done, and what shows of the secret. */
async function waysThrough(path: string): Promise<unknown[]> {
  const calls: [string, object][] = [
    ['read_file', { path }],
    ['write_file', { path, lines: ['overwritten'] }],
    ['get_file_info', { path }],
    ['list_contents', { path, show_hidden: true }],
    ['search_files', { path, pattern: '*' }],
    ['find_in_files', { path, search_text: 'SECRET' }],
    ['calculate_directory_size', { path }],
    ['copy_file', { source: path, dest: at('copy.txt') }],
    ['copy_file', { source: at('a.txt'), dest: path, overwrite: true }],
    ['create_directory', { path: `${path}/new`, parents: true }],
  ];
  const ways: unknown[] = [];
  for (const [name, args] of calls) {
    const result = await run(name, args);
    if (result.status !== 'error' || result.error.includes('SECRET')) ways.push([name, args, result]);
  }
  if (readFileSync(secret(), 'utf8') !== 'SECRET\n') ways.push('The secret was changed.');
  return ways;
}

describe('out of the root', () => {
  test('by two dots', async () => {
    expect(await waysThrough(`${root}/../outside/secret.txt`)).toEqual([]);
    expect(await waysThrough(`${root}/./x/../../outside/secret.txt`)).toEqual([]);
    expect(await waysThrough(`${root}//..//outside/secret.txt`)).toEqual([]);
  });

  test('by a link to a file, a folder, the top, and chains of them', async () => {
    symlinkSync(secret(), at('file'));
    symlinkSync('../outside', at('folder'));
    symlinkSync('/', at('top'));
    symlinkSync('file', at('second'));
    symlinkSync('second', at('third'));
    symlinkSync('folder', at('chain'));
    for (const name of ['file', 'folder/secret.txt', 'chain/secret.txt', 'third', `top${secret()}`]) {
      expect(await waysThrough(at(name))).toEqual([]);
    }
    expect(await waysThrough(at('chain'))).toEqual([]);
  });

  test('by two dots behind a link, which mean the folder above its target', async () => {
    mkdirSync(join(base, 'outside', 'deep'));
    symlinkSync('../outside/deep', at('door'));
    expect(await waysThrough(`${root}/door/../secret.txt`)).toEqual([]);
    // What it looks like is not what it is.
    writeFileSync(at('secret.txt'), 'inside');
    expect(await waysThrough(`${root}/door/../secret.txt`)).toEqual([]);
  });

  test('by /proc', async () => {
    const { pid } = process;
    for (const start of ['/proc/self/root', '/proc/thread-self/root', `/proc/${pid}/root`, '/proc/self/cwd/..']) {
      expect(await waysThrough(`${start}${secret()}`)).toEqual([]);
      expect(await waysThrough(`${start}${at('a.txt')}`)).toEqual([]);
    }
    symlinkSync('/proc/self/root', at('proc'));
    expect(await waysThrough(`${root}/proc${secret()}`)).toEqual([]);
    symlinkSync('/proc/self/environ', at('environ'));
    expect(await waysThrough(at('environ'))).toEqual([]);
  });

  test('by a link that leads nowhere yet', async () => {
    symlinkSync(join(base, 'outside', 'new.txt'), at('dangling'));
    expect(await run('write_file', { path: at('dangling'), lines: ['x'] })).toMatchObject({
      error: expect.stringContaining('leads nowhere'),
    });
    expect(await run('create_directory', { path: at('dangling') })).toMatchObject({ status: 'error' });
    expect(existsSync(join(base, 'outside', 'new.txt'))).toBe(false);
  });

  test('by moving: neither in, nor out, nor over', async () => {
    symlinkSync('../outside', at('door'));
    const move = (source: string, dest: string) => run('move_file', { source, dest, overwrite: true });
    expect(await move(secret(), at('b'))).toMatchObject({ status: 'error' });
    expect(await move(at('door', 'secret.txt'), at('b'))).toMatchObject({ status: 'error' });
    expect(await move(at('a.txt'), join(base, 'outside', 'b'))).toMatchObject({ status: 'error' });
    expect(await move(at('a.txt'), at('door', 'secret.txt'))).toMatchObject({ status: 'error' });
    expect(readFileSync(secret(), 'utf8')).toBe('SECRET\n');
    // Onto the link itself: it is replaced, and what it leads to stays.
    symlinkSync(secret(), at('file'));
    expect(await move(at('a.txt'), at('file'))).toMatchObject({ status: 'success' });
    expect(readFileSync(secret(), 'utf8')).toBe('SECRET\n');
    expect(readFileSync(at('file'), 'utf8')).toBe('inside\n');
  });

  test('by deleting through a link', async () => {
    symlinkSync('../outside', at('door'));
    expect(await run('delete_file', { path: at('door', 'secret.txt') })).toMatchObject({ status: 'error' });
    expect(await run('delete_file', { path: `${at('door')}/.`, recursive: true })).toMatchObject({ status: 'error' });
    expect(await run('delete_file', { path: at('door'), recursive: true })).toMatchObject({ status: 'success' });
    expect(existsSync(secret())).toBe(true);
  });

  test('searches do not follow links', async () => {
    symlinkSync('../outside', at('door'));
    symlinkSync(secret(), at('file'));
    expect(await run('find_in_files', { path: root, search_text: 'SECRET' })).toMatchObject({ count: 0 });
    expect(await run('search_files', { path: root, pattern: 'secret*' })).toMatchObject({ count: 0 });
    expect(await run('calculate_directory_size', { path: root })).toMatchObject({ size_bytes: 7 });
  });

  test('a file with another name elsewhere is not written', async () => {
    linkSync(secret(), at('hard'));
    const result = await run('write_file', { path: at('hard'), lines: ['x'] });
    expect(result).toMatchObject({ error: expect.stringContaining('hard links') });
    expect(await run('copy_file', { source: at('a.txt'), dest: at('hard'), overwrite: true })).toMatchObject({
      status: 'error',
    });
    expect(readFileSync(secret(), 'utf8')).toBe('SECRET\n');
  });
});

describe('within the root', () => {
  test('links are fine, also when the root is one', async () => {
    mkdirSync(at('d'));
    writeFileSync(at('d', 'b.txt'), 'b');
    symlinkSync('d', at('link'));
    symlinkSync('root', join(base, 'alias'));
    for (const path of [
      at('link', 'b.txt'),
      `${root}/link/../d/b.txt`,
      `${root}/d/../link/b.txt`,
      `${root}//d///b.txt`,
    ]) {
      expect(await run('read_file', { path })).toMatchObject({ content: 'b' });
    }
    const files = { allowedRoots: [join(base, 'alias')] };
    const executor = createToolExecutor({ tools, policy: policyOf(files) });
    // As it is written, and as what a result called it.
    for (const start of [join(base, 'alias'), root]) {
      const path = join(start, 'd', 'b.txt');
      expect(await run('read_file', { path }, files)).toMatchObject({ content: 'b' });
      const call = { id: '1', name: 'read_file', arguments: { path } };
      expect(await executor.execute(call, { owner: 'a', signal })).toMatchObject({ content: 'b' });
    }
    const readOnly = { allowedRoots: [root], readOnlyRoots: [join(base, 'alias', 'd')] };
    expect(await run('write_file', { path: at('d', 'b.txt'), lines: [] }, readOnly)).toMatchObject({
      error: expect.stringContaining('may be read, but not changed'),
    });
  });

  test('a link to a secret is one', async () => {
    writeFileSync(at('.env'), 'SECRET');
    symlinkSync('.env', at('notes.txt'));
    expect(await waysThrough(at('.env'))).toEqual([]);
    expect(await waysThrough(at('notes.txt'))).toEqual([]);
    expect(await run('find_in_files', { path: root, search_text: 'SECRET' })).toMatchObject({ count: 0 });
    expect(await run('move_file', { source: at('.env'), dest: at('b.txt') })).toMatchObject({ status: 'error' });
  });

  test('circles of links end', async () => {
    symlinkSync('two', at('one'));
    symlinkSync('one', at('two'));
    mkdirSync(at('d'));
    symlinkSync('..', at('d', 'up'));
    expect(await run('read_file', { path: at('one') })).toMatchObject({ error: expect.stringContaining('too many') });
    expect(await run('search_files', { path: root, pattern: '*.txt' })).toMatchObject({ count: 1 });
    expect(await run('read_file', { path: at('d', 'up', 'd', 'up', 'a.txt') })).toMatchObject({ content: 'inside\n' });
  });

  test('strange names are names', async () => {
    for (const name of [
      'new\nline',
      ' ',
      '-rf',
      '%2e%2e',
      'back\\slash',
      '"quoted"',
      '{a,b}*',
      'e\u0301',
      '\u00e9',
      '...',
    ]) {
      const path = at(name);
      expect(await run('write_file', { path, lines: [name] }), name).toMatchObject({ status: 'success' });
      expect(await run('read_file', { path }), name).toMatchObject({ content: `${name}\n` });
      expect(await run('delete_file', { path }), name).toEqual({ status: 'success' });
    }
    writeFileSync(Buffer.concat([Buffer.from(at('bad-')), Buffer.from([0xff])]), 'x');
    expect(await run('list_contents', { path: root })).toMatchObject({ total_items: 2 });
    expect(await run('calculate_directory_size', { path: root })).toMatchObject({ size_bytes: 7 });
  });
});

describe('what is no file', () => {
  test('a pipe is not waited for', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect(await run('read_file', { path: at('pipe') })).toMatchObject({ error: expect.stringContaining('pipe') });
    expect(await run('copy_file', { source: at('pipe'), dest: at('b') })).toMatchObject({ status: 'error' });
    expect(await run('write_file', { path: at('pipe'), lines: [] })).toMatchObject({
      error: expect.stringContaining('not a file'),
    });
    expect(await run('find_in_files', { path: root, search_text: 'inside' })).toMatchObject({ count: 1 });
  });

  test('nor is a socket or a device', async () => {
    const server = createServer().listen(at('socket'));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await run('read_file', { path: at('socket') })).toMatchObject({ status: 'error' });
    for (const path of ['/dev/zero', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0', '/dev/tty']) {
      expect(await run('read_file', { path })).toMatchObject({ error: expect.stringContaining('protected') });
    }
    symlinkSync('/dev/zero', at('zero'));
    expect(await run('read_file', { path: at('zero') })).toMatchObject({ error: expect.stringContaining('protected') });
  });

  test('a file without end is refused by its size', async () => {
    writeFileSync(at('huge'), '');
    truncateSync(at('huge'), 2 ** 40);
    expect(await run('read_file', { path: at('huge') })).toMatchObject({
      error: expect.stringContaining('1099511627776 bytes'),
    });
    expect(await run('copy_file', { source: at('huge'), dest: at('b') })).toMatchObject({ status: 'error' });
    expect(await run('find_in_files', { path: root, search_text: 'inside' })).toMatchObject({ count: 1 });
    expect(await run('calculate_directory_size', { path: root })).toMatchObject({ size_human: '1.0 TiB' });
  });
});

test('folders deeper than any path are walked as far as allowed', { timeout: 30_000 }, async () => {
  const guard = await createFileGuard(policyOf().files, signal);
  let folder = await guard.folder(root, 'write');
  for (let depth = 0; depth < 500; depth += 1) {
    await mkdir(await folder.at('deeper-name'));
    const next = await folder.folder('deeper-name');
    await folder[Symbol.asyncDispose]();
    folder = next;
  }
  await folder[Symbol.asyncDispose]();
  expect(folder.path.length).toBeGreaterThan(5000);

  const note = expect.stringContaining('deeper than allowed');
  expect(await run('calculate_directory_size', { path: root })).toMatchObject({ size_bytes: 7, note });
  expect(await run('search_files', { path: root, pattern: '*' })).toMatchObject({ count: 1, note });
  const args = { path: at('deeper-name'), recursive: true };
  expect(await run('delete_file', args)).toMatchObject({ error: expect.stringContaining('step by step') });
  expect(await run('read_file', { path: folder.path })).toMatchObject({
    error: expect.stringContaining('longer than'),
  });
});

test('nobody is asked about what is refused anyway', async () => {
  symlinkSync(secret(), at('file'));
  const executor = createToolExecutor({ tools, policy: policyOf() });
  const judge = (path: string) =>
    executor.judge({ id: '1', name: 'write_file', arguments: { path, lines: [] } }, { owner: 'a' });
  expect(await judge(at('file'))).toMatchObject({ decision: 'deny' });
  expect(await judge(at('new.txt'))).toMatchObject({ decision: 'ask' });
  expect(await judge(at('no', 'folder.txt'))).toMatchObject({ decision: 'ask' });
});

describe.each(['linux', 'darwin'] as const)('the guard, as on %s', (platform) => {
  const guardOf = () => createFileGuard(policyOf().files, signal, platform);

  test('opens what is inside, and only that', async () => {
    symlinkSync('../outside', at('door'));
    symlinkSync('a.txt', at('link'));
    const guard = await guardOf();
    {
      await using place = await guard.place(at('link'), 'read');
      await using file = await openFile(place, 100);
      expect((await file.readFile()).toString()).toBe('inside\n');
    }
    await expect(guard.place(at('door', 'secret.txt'), 'read')).rejects.toMatchObject({ code: 'TOOL_DENIED' });
    await expect(guard.folder(at('door'), 'read')).rejects.toMatchObject({ code: 'TOOL_DENIED' });
  });

  test('does not follow a folder that has become a link', async () => {
    mkdirSync(at('d'));
    writeFileSync(at('d', 'secret.txt'), 'inside');
    const guard = await guardOf();
    await using place = await guard.place(at('d', 'secret.txt'), 'read');
    execFileSync('mv', [at('d'), at('moved')]);
    symlinkSync('../outside', at('d'));
    const read = async () => {
      await using file = await openFile(place, 100);
      return (await file.readFile()).toString();
    };
    // An open folder is still the same one; without handles it is noticed that the path is not.
    if (platform === 'linux') expect(await read()).toBe('inside');
    else await expect(read()).rejects.toMatchObject({ code: 'TOOL_DENIED' });
  });

  test('does not follow a file that has become a link', async () => {
    const guard = await guardOf();
    await using place = await guard.place(at('a.txt'), 'read');
    execFileSync('ln', ['-sf', secret(), at('a.txt')]);
    await expect(openFile(place, 100)).rejects.toMatchObject({ code: 'TOOL_FAILED' });
  });

  test('takes no way for a name', async () => {
    const guard = await guardOf();
    await using folder = await guard.folder(root, 'read');
    for (const name of ['..', '.', '', '../outside', 'a/b']) {
      await expect(folder.at(name)).rejects.toMatchObject({ code: 'INTERNAL' });
    }
  });
});
