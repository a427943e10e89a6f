import { describe, expect, test } from 'vitest';
import { createToolPolicy } from '../policy/default-policy.ts';
import type { FilePolicy } from '../policy/file-policy.ts';
import { pathRefusal, pathRules } from './judge-path.ts';
import type { PathAccess } from './path-use.ts';
import type { PathPlatform } from './platform.ts';

const refusal = (
  path: string,
  files: Partial<FilePolicy> = {},
  access: PathAccess = 'read',
  platform: PathPlatform = 'linux',
) => pathRefusal(path, access, pathRules(createToolPolicy({ files }).files, platform));

describe('what is no absolute path', () => {
  test.each([
    ['', /empty/],
    ['a.txt', /absolute/],
    ['./a', /absolute/],
    ['../a', /absolute/],
    ['~/a', /not expanded/],
    ['file:///etc/passwd', /absolute/],
    ['C:\\a', /absolute/],
    ['\\etc\\passwd', /absolute/],
    ['/data/a\0.txt', /NUL/],
    ['/data/\ud800', /Unicode/],
    [`/${'a'.repeat(256)}`, /longer than 255/],
    [`/${'ä'.repeat(128)}`, /longer than 255/],
    ['/a'.repeat(2048), /longer than 4095/],
  ])('%j', (path, reason) => {
    expect(refusal(path)).toMatch(reason);
  });
});

describe('what belongs to the system', () => {
  test.each([
    '/',
    '//',
    '/.',
    '/data/..',
    '/etc',
    '/etc/',
    '//etc/passwd',
    '/./etc/passwd',
    '/data/../etc/passwd',
    '/data/../../../../etc/passwd',
    '/etc/../etc/shadow',
    '/proc/self/root/data/a.txt',
    '/proc/self/environ',
    '/proc/thread-self/fd/3',
    '/dev/fd/0',
    '/dev/shm/a',
    '/sys/kernel',
    '/boot/x',
    '/sbin/init',
    '/ETC/passwd',
    '/Etc/passwd',
    '/etc./passwd',
    '/etc /passwd',
    '/ｅｔｃ/passwd',
    '/e\u200btc/passwd',
    '/pro\u00adc/self',
  ])('%j', (path) => {
    expect(refusal(path)).toMatch(/protected/);
    expect(refusal(path, {}, 'write')).toMatch(/protected/);
  });

  test.each(['/private/etc/passwd', '/System/Volumes/Data/x', '/.vol/1/2', '/.nofollow/etc/passwd', '/.FILE/id=1.2'])(
    'on macOS also %s',
    (path) => {
      expect(refusal(path, {}, 'read', 'darwin')).toMatch(/protected/);
    },
  );

  test.each(['/etcetera/a', '/data/etc/a', '/home/u/proc', '/data/...', '/data/a b.txt', '/data/a\nb', '/sbinx'])(
    'and what is not: %j',
    (path) => {
      expect(refusal(path)).toBeUndefined();
      expect(refusal(path, {}, 'remove')).toBeUndefined();
    },
  );
});

describe('secrets', () => {
  test.each([
    '/app/.env',
    '/app/.ENV',
    '/app/.env.local',
    '/app/.env/x',
    '/app/.en\u200dv',
    '/app/.envrc',
    '/app/server.key',
    '/app/server.PEM',
    '/home/u/.ssh/known_hosts',
    '/home/u/.SSH',
    '/home/u/id_rsa',
    '/home/u/id_ed25519',
    '/home/u/.aws/credentials',
    '/home/u/.config/gh/hosts.yml',
    '/home/u/.config/gcloud/x',
    '/home/u/.netrc',
    '/home/u/.npmrc',
    '/home/u/.git-credentials',
    '/Users/u/Library/Keychains/x',
    '/home/u/.bash_history',
  ])('%j', (path) => {
    expect(refusal(path)).toMatch(/secrets/);
    expect(refusal(path, {}, 'write')).toMatch(/secrets/);
    expect(refusal(path, { protectSecrets: false })).toBeUndefined();
  });

  test.each([
    '/app/.env.example',
    '/app/environment',
    '/app/env',
    '/home/u/id_rsa.pub',
    '/app/monkey',
    '/app/.config/a',
  ])('and what holds none: %j', (path) => {
    expect(refusal(path)).toBeUndefined();
  });

  test('further names', () => {
    expect(refusal('/app/my.vault', { secretNames: ['*.VAULT'] })).toMatch(/secrets/);
    expect(refusal('/app/.env.example', { secretNames: ['.env.example'] })).toMatch(/secrets/);
  });

  test('a folder that makes its content a secret by its place stays there', () => {
    expect(refusal('/home/u/.config', {}, 'remove')).toMatch(/must stay/);
  });
});

describe('roots', () => {
  const files = {
    allowedRoots: ['/work', '/etc/app'],
    readOnlyRoots: ['/work/vendor', '/data'],
    protectedPaths: ['/work/db'],
  };
  test.each([
    ['/work', 'read', true],
    ['/work/a/b', 'write', true],
    ['/work/../work/a', 'write', true],
    ['/workshop/a', 'read', false],
    ['/Work/a', 'read', false],
    ['/work/../data2', 'read', false],
    ['/data/a', 'read', true],
    ['/data/a', 'write', false],
    ['/work/vendor/a', 'read', true],
    ['/work/vendor/a', 'write', false],
    ['/work/vendor/a', 'remove', false],
    ['/work/db/log', 'read', false],
    ['/work/DB', 'read', false],
    ['/other', 'read', false],
    ['/etc/app/a', 'read', false],
    ['/work/a', 'remove', true],
    ['/work', 'remove', false],
  ] as const)('%s %s: %s', (path, access, isAllowed) => {
    expect(refusal(path, files, access) === undefined).toBe(isAllowed);
  });

  test('no root at all allows nothing', () => {
    expect(refusal('/work/a', { allowedRoots: [] })).toMatch(/allows no folder/);
  });

  test('what holds something protected stays', () => {
    expect(refusal('/srv/app', { protectedPaths: ['/srv/app/data'] }, 'remove')).toMatch(/holds \/srv\/app\/data/);
    expect(refusal('/srv/app', { protectedPaths: ['/srv/app/data'] }, 'write')).toBeUndefined();
  });
});

describe('Windows', () => {
  const windows = (path: string, files: Partial<FilePolicy> = {}, access: PathAccess = 'read') =>
    refusal(path, files, access, 'win32');

  test.each([
    ['C:', /absolute/],
    ['C:a.txt', /absolute/],
    ['\\Windows', /absolute/],
    ['/Windows', /absolute/],
    ['a\\b', /absolute/],
    ['\\\\server\\share\\a', /shares/],
    ['//server/share/a', /shares/],
    ['\\\\?\\C:\\Windows', /shares/],
    ['\\\\.\\C:', /shares/],
    ['\\\\?\\GLOBALROOT\\Device', /shares/],
    ['C:\\data\\a.txt:stream', /does not allow/],
    ['C:\\data::$DATA', /does not allow/],
    ['C:\\data\\a*', /does not allow/],
    ['C:\\data\\a\nb', /does not allow/],
    ['C:\\data\\a.', /ends in a dot/],
    ['C:\\data \\a', /ends in a dot or a space/],
    ['C:\\Windows.\\a', /ends in a dot/],
    ['C:\\data\\...\\a', /ends in a dot/],
    ['C:\\data\\CON', /is a device/],
    ['C:\\data\\nul.txt', /is a device/],
    ['C:\\data\\COM1 .x', /is a device/],
    ['C:\\data\\lpt\u00b9', /is a device/],
    ['C:\\PROGRA~1\\a', /short form/],
  ])('%s is refused', (path, reason) => {
    expect(windows(path)).toMatch(reason);
  });

  test.each([
    'C:\\',
    'd:/',
    'C:\\data\\..',
    'C:\\Windows\\System32',
    'c:/windows/system32',
    'D:\\WINDOWS',
    'C:\\data\\..\\Windows\\a',
    'C:\\Program Files\\a',
    'C:\\program files (x86)\\a',
    'C:\\Users\\u\\.ssh\\id',
    'C:\\app\\.env',
  ])('%s is protected', (path) => {
    expect(windows(path)).toMatch(/protected/);
  });

  test.each(['C:\\data\\a.txt', 'c:/data/a b/c', 'D:\\Windows98 notes\\a', 'C:\\console\\nullable.txt'])(
    '%s is served',
    (path) => {
      expect(windows(path, {}, 'write')).toBeUndefined();
    },
  );

  test('roots ignore case', () => {
    const files = { allowedRoots: ['C:\\Work'] };
    expect(windows('c:\\work\\a', files, 'write')).toBeUndefined();
    expect(windows('D:\\work\\a', files)).toMatch(/outside/);
    expect(windows('C:\\work\\..\\other', files)).toMatch(/outside/);
  });
});
