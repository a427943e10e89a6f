import { expect, test, vi } from 'vitest';
import { freeMemory, latest, type ReadText } from './free-memory.ts';

const filesOf =
  (files: Record<string, string>): ReadText =>
  async (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT ${path}`);
    return text;
  };

const machine = (): number => 8e9;

test('outside of a container it is what the machine has', async () => {
  expect(await freeMemory(filesOf({}), machine)).toBe(8e9);
});

test('in a container it is what the limit leaves, files that are given back included', async () => {
  const read = filesOf({
    '/proc/self/cgroup': '0::/docker/abc\n',
    '/sys/fs/cgroup/memory.max': '4000000000\n',
    '/sys/fs/cgroup/memory.current': '3900000000\n',
    '/sys/fs/cgroup/memory.stat': 'anon 900000000\nfile 3000000000\ninactive_file 1000000000\nactive_file 1500000000\n',
  });
  expect(await freeMemory(read, machine)).toBe(2_600_000_000);
});

test('a service with a limit of its own is within its group', async () => {
  const group = '/sys/fs/cgroup/system.slice/tuneloop.service';
  const read = filesOf({
    '/proc/self/cgroup': '0::/system.slice/tuneloop.service\n',
    [`${group}/memory.max`]: '1000\n',
    [`${group}/memory.current`]: '1200\n',
    [`${group}/memory.stat`]: 'inactive_file 0\nactive_file 0\n',
    '/sys/fs/cgroup/memory.max': 'max\n',
  });
  expect(await freeMemory(read, machine)).toBe(0);
});

test('a group without a limit is none', async () => {
  const read = filesOf({
    '/proc/self/cgroup': '0::/user.slice\n',
    '/sys/fs/cgroup/user.slice/memory.max': 'max\n',
    '/sys/fs/cgroup/user.slice/memory.current': '1\n',
    '/sys/fs/cgroup/user.slice/memory.stat': '\n',
  });
  expect(await freeMemory(read, machine)).toBe(8e9);
});

test('the older control groups are read as well', async () => {
  const folder = '/sys/fs/cgroup/memory';
  const read = filesOf({
    '/proc/self/cgroup': '9:cpu,cpuacct:/docker/abc\n8:memory:/docker/abc\n',
    [`${folder}/memory.limit_in_bytes`]: '2000\n',
    [`${folder}/memory.usage_in_bytes`]: '1500\n',
    [`${folder}/memory.stat`]: 'cache 500\ntotal_inactive_file 100\ntotal_active_file 200\n',
  });
  expect(await freeMemory(read, machine)).toBe(800);
});

test('a figure is measured again when it is old, without anybody waiting', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    let value = 1;
    const measure = vi.fn(async () => value);
    const read = latest(measure, 500);
    expect(read()).toBe(Infinity);
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    value = 2;
    expect([read(), read()]).toEqual([1, 1]);
    vi.advanceTimersByTime(600);
    expect(read()).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(read()).toBe(2);
    expect(measure).toHaveBeenCalledTimes(2);
  } finally {
    vi.useRealTimers();
  }
});
