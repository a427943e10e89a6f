import { expect, test } from 'vitest';
import { describeLimits, readExpiry, readLimits } from './limits.ts';

const form = (values: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.append(name, value);
  return data;
};

test('empty fields leave a limit to the server, and "unlimited" as the command line said', () => {
  expect(readLimits(form({ requests_per_minute: ' 60 ', tokens_per_minute: '', concurrency: '' }))).toEqual({
    requests_per_minute: 60,
    tokens_per_minute: null,
    concurrency: null,
  });
  const before = { requests_per_minute: 5, tokens_per_minute: 'unlimited', concurrency: 2 } as const;
  expect(readLimits(form({ concurrency: '4' }), before)).toEqual({
    requests_per_minute: null,
    tokens_per_minute: 'unlimited',
    concurrency: 4,
  });
});

test('limits of a key are told in words', () => {
  expect(describeLimits({ requests_per_minute: 60, tokens_per_minute: 20_000, concurrency: 'unlimited' })).toEqual([
    '60 requests/min',
    '20,000 tokens/min',
    'unlimited at once',
  ]);
  expect(describeLimits({ requests_per_minute: null, tokens_per_minute: null, concurrency: null })).toEqual([]);
});

test.each([
  ['day', 1_000 + 86_400],
  ['never', null],
  ['keep', undefined],
])('a key ends: %s', (choice, time) => {
  expect(readExpiry(form({ expires: choice }), 1_000_000)).toBe(time);
});
