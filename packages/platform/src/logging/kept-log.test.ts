import { expect, test } from 'vitest';
import { createKeptLog, type KeptLog } from './kept-log.ts';

const write = (log: KeptLog, msg: string, more: object = {}): void =>
  log.append(`${JSON.stringify({ level: 'info', time: '2026-01-01T00:00:00.000Z', ...more, msg })}\n`);
const messages = (log: KeptLog, query: Partial<Parameters<KeptLog['read']>[0]> = {}): string[] =>
  log.read({ limit: 100, ...query }).lines.map(({ message }) => message);

async function take(count: number, lines: AsyncIterable<{ message: string }>): Promise<string[]> {
  const taken: string[] = [];
  for await (const { message } of lines) if (taken.push(message) === count) break;
  return taken;
}

test('lines are read in pages, the latest first, with what was logged beside the message', () => {
  const log = createKeptLog();
  for (const name of ['a', 'b', 'c']) write(log, name, { requestId: `req_${name}`, port: 1 });
  expect(log.read({ limit: 2 })).toEqual({
    hasMore: true,
    lines: [
      expect.objectContaining({ position: 2, message: 'b' }),
      {
        position: 3,
        time: '2026-01-01T00:00:00.000Z',
        level: 'info',
        message: 'c',
        requestId: 'req_c',
        details: { port: 1 },
      },
    ],
  });
  expect(log.read({ limit: 2, before: 2 })).toMatchObject({ hasMore: false, lines: [{ message: 'a' }] });
  expect(messages(log, { requestId: 'req_b' })).toEqual(['b']);
});

test('a level lets what is more important through', () => {
  const log = createKeptLog();
  for (const level of ['debug', 'info', 'warn', 'error', 'fatal']) write(log, level, { level });
  expect(messages(log, { level: 'warn' })).toEqual(['warn', 'error', 'fatal']);
});

test('it keeps no more than it may, and positions go on', () => {
  const log = createKeptLog({ maxLines: 2 });
  for (const name of ['a', 'b', 'c']) write(log, name);
  expect(messages(log)).toEqual(['b', 'c']);
  const short = createKeptLog({ maxLength: 200 });
  for (const name of ['a', 'b', 'c']) write(short, name.repeat(100));
  expect(short.read({ limit: 9 }).lines).toMatchObject([{ position: 3 }]);
  write(short, 'd'.repeat(300));
  expect(messages(short)).toEqual(['d'.repeat(300)]);
});

test('a follower gets what is kept and what comes, until it leaves', async () => {
  const log = createKeptLog({ maxLines: 2 });
  for (const name of ['a', 'b', 'c']) write(log, name);
  const { signal } = new AbortController();
  const all = take(4, log.follow({ after: 0, signal }));
  const behind = take(1, log.follow({ after: 99, signal }));
  const errors = take(1, log.follow({ after: 0, level: 'error', signal }));
  await Promise.resolve();
  write(log, 'd');
  await Promise.resolve();
  write(log, 'e', { level: 'error' });
  expect(await all).toEqual(['b', 'c', 'd', 'e']);
  expect(await behind).toEqual(['d']);
  expect(await errors).toEqual(['e']);
});

test('a follower ends when it is told to, also while it waits', async () => {
  const log = createKeptLog();
  const leaving = new AbortController();
  const rest = take(2, log.follow({ after: 0, signal: leaving.signal }));
  write(log, 'a');
  setImmediate(() => leaving.abort());
  expect(await rest).toEqual(['a']);
});
