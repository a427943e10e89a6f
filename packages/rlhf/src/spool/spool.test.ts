import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../test/log-folder.ts';
import { backoffMs } from './backoff.ts';
import { openSpool } from './open-spool.ts';
import type { Spool, SpoolOptions } from './spool.ts';

type TestSpool = Spool<string> & { received: string[]; problems: TuneloopError[]; folder: string };

/** A spool whose receiver takes everything while `isUp` says so. */
function openTestSpool(options: Partial<SpoolOptions<string>> & { isUp?: () => boolean } = {}): TestSpool {
  const { isUp = () => true, folder = temporaryFolder(), ...rest } = options;
  const received: string[] = [];
  const problems: TuneloopError[] = [];
  const spool = openSpool<string>({
    folder,
    delayMs: 0,
    closeMs: 200,
    retry: { firstMs: 1, longestMs: 5 },
    receiver: 'The receiver',
    onProblem: (problem) => problems.push(problem),
    deliver: async (items) => {
      if (!isUp()) throw new TuneloopError('UPSTREAM_FAILED', 'It is away.');
      received.push(...items);
    },
    ...rest,
  });
  onTestFinished(() => spool[Symbol.asyncDispose]());
  return Object.assign(spool, { received, problems, folder });
}

const numbers = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `item ${from + index}`);
const segments = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));

test('delivers in order, in batches, and removes what was delivered', async () => {
  const sizes: number[] = [];
  const received: string[] = [];
  const deliver = async (items: string[]): Promise<void> => {
    sizes.push(items.length);
    received.push(...items);
  };
  const spool = openTestSpool({ batchItems: 10, maxBytes: 4000, deliver });
  for (const item of numbers(25)) spool.add(item);
  await spool.drained();
  expect(received).toEqual(numbers(25));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
  expect(spool.counts()).toEqual({ delivered: 25, dropped: 0, refused: 0, lost: 0, waitingBytes: 0 });
  await spool[Symbol.asyncDispose]();
  expect(openTestSpool({ folder: spool.folder }).received).toEqual([]);
});

test('keeps what cannot be delivered, tells of it once, and goes on by itself', async () => {
  let isUp = false;
  const spool = openTestSpool({ isUp: () => isUp });
  for (const item of numbers(3)) spool.add(item);
  await vi.waitFor(() => expect(spool.problems).toHaveLength(1));
  for (const item of numbers(3, 3)) spool.add(item);
  isUp = true;
  await spool.drained();
  expect(spool.received).toEqual(numbers(6));
  expect(spool.problems.map(({ message }) => message)).toEqual([expect.stringMatching(/It is away.*tried again/)]);
});

test('what is left goes out after the next start, and half a line at the end is nothing', async () => {
  const first = openTestSpool({ isUp: () => false });
  for (const item of numbers(4)) first.add(item);
  await first[Symbol.asyncDispose]();
  const [segment] = segments(first.folder);
  appendFileSync(join(first.folder, segment!), '"half of a li');
  const second = openTestSpool({ folder: first.folder });
  second.add('item 4');
  await second.drained();
  expect(second.received).toEqual(numbers(5));
  expect(second.counts()).toMatchObject({ lost: 0, delivered: 5 });
  expect(readFileSync(join(first.folder, 'writer-1', 'cursor.json'), 'utf8')).toContain('segment');
});

test('two at the same time have folders of their own, and who comes later takes what one has left', async () => {
  const folder = temporaryFolder();
  const [first, second] = [openTestSpool({ folder, isUp: () => false }), openTestSpool({ folder, isUp: () => false })];
  first.add('of the first');
  second.add('of the second');
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  const third = openTestSpool({ folder });
  await third.drained();
  expect(third.received.toSorted()).toEqual(['of the first', 'of the second']);
  expect(segments(folder)).toEqual([]);
});

test('drops the oldest where there is no room, counts them and tells of it once', async () => {
  let isUp = false;
  const spool = openTestSpool({ isUp: () => isUp, maxBytes: 1000, retry: { firstMs: 20, longestMs: 20 } });
  for (const item of numbers(300)) spool.add(item);
  const kept = segments(spool.folder).reduce((sum, name) => sum + statSync(join(spool.folder, name)).size, 0);
  expect(kept).toBeLessThanOrEqual(1000);
  isUp = true;
  await spool.drained();
  const { dropped, delivered } = spool.counts();
  expect(dropped).toBeGreaterThan(100);
  expect(dropped + delivered).toBe(300);
  expect(spool.received).toEqual(numbers(delivered, dropped));
  expect(spool.problems.filter(({ code }) => code === 'RESOURCE_EXHAUSTED')).toHaveLength(1);
  spool.add('x'.repeat(2000));
  expect(spool.counts().dropped).toBe(dropped + 1);
});

test('leaves out only what the receiver refuses for good', async () => {
  const received: string[] = [];
  const deliver = async (items: string[]): Promise<void> => {
    if (items.includes('item 5')) throw new TuneloopError('INVALID_REQUEST', 'Not this one.');
    received.push(...items);
  };
  const spool = openTestSpool({ deliver });
  for (const item of numbers(9)) spool.add(item);
  await spool.drained();
  expect(received).toEqual(numbers(9).filter((item) => item !== 'item 5'));
  expect(spool.counts()).toMatchObject({ delivered: 8, refused: 1 });
  expect(spool.problems).toMatchObject([{ code: 'INVALID_REQUEST', message: expect.stringContaining('Not this one') }]);
});

test('closing waits a moment for a receiver that does not answer, and aborts its request', async () => {
  let aborted = false;
  const deliver = (_items: string[], { signal }: { signal: AbortSignal }): Promise<void> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted = true;
        reject(new Error('aborted'));
      });
    });
  const spool = openTestSpool({ deliver, closeMs: 20 });
  spool.add('item 0');
  await spool[Symbol.asyncDispose]();
  expect(aborted).toBe(true);
  const next = openTestSpool({ folder: spool.folder });
  await next.drained();
  expect(next.received).toEqual(['item 0']);
});

test('who waits for it to be empty is told when it is closed', async () => {
  const spool = openTestSpool({ isUp: () => false });
  spool.add('item 0');
  const ended = spool.drained().then(
    () => undefined,
    (error: unknown) => error,
  );
  await vi.waitFor(() => expect(spool.problems).toHaveLength(1));
  await spool[Symbol.asyncDispose]();
  expect(await ended).toMatchObject({ code: 'ABORTED' });
  await expect(spool.drained()).rejects.toMatchObject({ code: 'ABORTED' });
  await expect(spool.drained({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
});

test('only its owner can read it', () => {
  const spool = openTestSpool({ isUp: () => false });
  spool.add('item 0');
  const path = join(spool.folder, segments(spool.folder)[0]!);
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(statSync(join(spool.folder, 'writer-1')).mode & 0o077).toBe(0);
});

test('waits twice as long after each failure, up to a limit, or as long as the receiver asks', () => {
  const retry = { firstMs: 100, longestMs: 1000 };
  const waits = [1, 2, 3, 4, 5, 60].map((failures) => backoffMs(failures, retry, 0, () => 1));
  expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(backoffMs(1, retry, 0, () => 0)).toBe(50);
  expect(backoffMs(1, retry, 700)).toBe(700);
  expect(backoffMs(1, retry, 60_000)).toBe(1000);
});

test('refuses options that cannot be', () => {
  const open = (): unknown => openTestSpool({ maxBytes: 0 });
  expect(open).toThrow(/maxBytes must be a whole number of at least 1, not 0/);
});
