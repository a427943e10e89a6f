import { expect, test } from 'vitest';
import { detailsOf, linesWith, lineText } from './describe-line.ts';
import type { LogLine } from './log-source.ts';
import { changeLog, emptyLog, mostLines } from './log-state.ts';

const line = (position: number, changes: Partial<LogLine> = {}): LogLine => ({
  object: 'log.line',
  position,
  time: '2026-01-01T00:00:00.000Z',
  level: 'info',
  message: `line ${position}`,
  request_id: null,
  details: {},
  ...changes,
});

test('a line is text with its details, and nothing hidden in it', () => {
  const shown = line(1, {
    message: 'request\u001b[31m',
    request_id: 'req_1',
    details: { path: '/v1/models', status: 200, nested: { a: 1 } },
  });
  expect(lineText(shown)).toBe(
    '2026-01-01T00:00:00.000Z info request\\u001b[31m path=/v1/models status=200 nested={"a":1} requestId=req_1',
  );
});

test('the stack of an error is apart', () => {
  const shown = line(1, {
    details: { port: 1, err: { type: 'Error', message: 'broken', stack: 'Error: broken\n at x' } },
  });
  expect(detailsOf(shown)).toEqual({ pairs: [['port', '1']], stack: 'Error: broken\n at x' });
  expect(lineText(shown)).toContain('port=1\nError: broken');
});

test('a search finds words in any order, in what is shown', () => {
  const lines = [line(1, { details: { path: '/v1/models' } }), line(2, { request_id: 'req_2' })];
  expect(linesWith(lines, 'MODELS line')).toEqual([lines[0]]);
  expect(linesWith(lines, 'req_2')).toEqual([lines[1]]);
  expect(linesWith(lines, ' ')).toBe(lines);
});

test('the oldest lines make room', () => {
  const page = { object: 'list' as const, data: [line(1), line(2)], has_more: false, last_position: 2 };
  const started = changeLog(emptyLog, { type: 'page', page });
  const lines = Array.from({ length: mostLines }, (_, index) => line(index + 3));
  const full = changeLog(started, { type: 'lines', lines });
  expect(full.lines).toHaveLength(mostLines);
  expect(full).toMatchObject({ hasOlder: true, lines: { 0: { position: 3 } } });
  const older = changeLog(full, { type: 'older', page });
  expect(older.lines.slice(0, 3).map(({ position }) => position)).toEqual([1, 2, 3]);
  expect(older.hasOlder).toBe(false);
});
