import { expect, test } from 'vitest';
import { parseExpiry } from './expiry.ts';
import { describeLimits, parseLimits } from './limits.ts';

const now = new Date('2026-03-01T10:00:00Z');

test.each([
  ['45m', '2026-03-01T10:45:00.000Z'],
  ['12h', '2026-03-01T22:00:00.000Z'],
  ['30d', '2026-03-31T10:00:00.000Z'],
  ['4w', '2026-03-29T10:00:00.000Z'],
  ['2027-01-31', '2027-01-31T00:00:00.000Z'],
  ['2027-01-31T08:00:00Z', '2027-01-31T08:00:00.000Z'],
  ['never', null],
])('--expires %s', (text, time) => {
  expect(parseExpiry(text, now)).toBe(time);
});

test.each(['soon', '30', '-1d', '2027-13-01', '31.01.2027'])('--expires %s is refused', (text) => {
  expect(() => parseExpiry(text, now)).toThrow('write 30d');
});

test('limits are numbers, none, or the default', () => {
  expect(parseLimits({ requestsPerMinute: '60', tokensPerMinute: 'unlimited', concurrency: 'default' })).toEqual({
    requestsPerMinute: 60,
    tokensPerMinute: 'unlimited',
    concurrency: null,
  });
  expect(parseLimits({})).toEqual({});
  for (const concurrency of ['0', '-1', '1.5', 'many'])
    expect(() => parseLimits({ concurrency })).toThrow('--concurrency');
  expect(describeLimits({ requestsPerMinute: 60, concurrency: 'unlimited' })).toBe('60 req/min, unlimited at once');
  expect(describeLimits()).toBe('default');
});
