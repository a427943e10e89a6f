import { expect, test } from 'vitest';
import { fromLocalField, toLocalField } from './local-time.ts';

test('a field of local time gives the same time back', () => {
  expect(fromLocalField(toLocalField('2026-11-22T10:30:00.000Z'))).toBe('2026-11-22T10:30:00.000Z');
});

test('what is no time is an empty field, and an empty field is no time', () => {
  expect([toLocalField(undefined), toLocalField('x'), fromLocalField('')]).toEqual(['', '', undefined]);
});
