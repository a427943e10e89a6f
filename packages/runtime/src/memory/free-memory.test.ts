import { expect, test } from 'vitest';
import { freeMemory, type ReadText } from './free-memory.ts';

const filesOf =
  (files: Record<string, string>): ReadText =>
  (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT ${path}`);
    return text;
  };

const machine = (): number => 8e9;

test('outside of a container it is what the machine has', () => {
  expect(freeMemory(filesOf({}), machine)).toBe(8e9);
});

test('in a container it is what the limit leaves, files that are given back included', () => {
  const read = filesOf({
    '/proc/self/cgroup': '0::/docker/abc\n',
    '/sys/fs/cgroup/memory.max': '4000000000\n',
    '/sys/fs/cgroup/memory.current': '3900000000\n',
    '/sys/fs/cgroup/memory.stat': 'anon 900000000\nfile 3000000000\ninactive_file 1000000000\nactive_file 1500000000\n',
  });
  expect(freeMemory(read, machine)).toBe(2_600_000_000);
});

test('a service with a limit of its own is within its group', () => {
  const group = '/sys/fs/cgroup/system.slice/tuneloop.service';
  const read = filesOf({
    '/proc/self/cgroup': '0::/system.slice/tuneloop.service\n',
    [`${group}/memory.max`]: '1000\n',
    [`${group}/memory.current`]: '1200\n',
    [`${group}/memory.stat`]: 'inactive_file 0\nactive_file 0\n',
    '/sys/fs/cgroup/memory.max': 'max\n',
  });
  expect(freeMemory(read, machine)).toBe(0);
});

test('a group without a limit is none', () => {
  const read = filesOf({
    '/proc/self/cgroup': '0::/user.slice\n',
    '/sys/fs/cgroup/user.slice/memory.max': 'max\n',
    '/sys/fs/cgroup/user.slice/memory.current': '1\n',
    '/sys/fs/cgroup/user.slice/memory.stat': '\n',
  });
  expect(freeMemory(read, machine)).toBe(8e9);
});

test('the older control groups are read as well', () => {
  const folder = '/sys/fs/cgroup/memory';
  const read = filesOf({
    '/proc/self/cgroup': '9:cpu,cpuacct:/docker/abc\n8:memory:/docker/abc\n',
    [`${folder}/memory.limit_in_bytes`]: '2000\n',
    [`${folder}/memory.usage_in_bytes`]: '1500\n',
    [`${folder}/memory.stat`]: 'cache 500\ntotal_inactive_file 100\ntotal_active_file 200\n',
  });
  expect(freeMemory(read, machine)).toBe(800);
});
