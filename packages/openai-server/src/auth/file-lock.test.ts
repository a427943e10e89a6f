import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withFileLock } from './file-lock.ts';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-lock-'));
  lock = join(folder, 'keys.json.lock');
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

/** Nothing but the time of day: what measures durations goes on. */
const setClock = (milliseconds: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
};

it('lets one in at a time and leaves nothing behind', async () => {
  let [inside, most] = [0, 0];
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(2);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withFileLock(lock, work)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

const hourMs = 3_600_000;

it.each([1, -1, 24, -24])('stays with who has it when the clock is set by %i h', async (hours) => {
  const order: string[] = [];
  const entered = Promise.withResolvers<void>();
  const first = withFileLock(lock, async () => {
    entered.resolve();
    await sleep(300);
    order.push('first');
  });
  await entered.promise;
  setClock(hours * hourMs);
  await Promise.all([first, withFileLock(lock, async () => void order.push('second'))]);
  expect(order).toEqual(['first', 'second']);
});

it('is taken over from who died, though its time is in the past or in the future', async () => {
  const takeOver = async (offset: number): Promise<void> => {
    const dead = `${lock}${offset}`;
    await writeFile(dead, '');
    const time = new Date(Date.now() + offset);
    await utimes(dead, time, time);
    const start = performance.now();
    // Both find it stale, and one of them has it at a time.
    let inside = 0;
    const work = async (): Promise<number> => {
      inside += 1;
      await sleep(50);
      return inside--;
    };
    expect(await Promise.all([withFileLock(dead, work), withFileLock(dead, work)])).toEqual([1, 1]);
    expect(performance.now() - start).toBeGreaterThan(4900);
  };
  await Promise.all([takeOver(-24 * hourMs), takeOver(24 * hourMs)]);
  expect(await readdir(folder)).toEqual([]);
});
