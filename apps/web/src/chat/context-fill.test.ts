import { expect, test } from 'vitest';
import { contextFill, type RecordedUsage } from './context-fill.ts';

const usage = (prompt_tokens: number, completion_tokens: number): RecordedUsage => {
  return { usage: { prompt_tokens, completion_tokens }, error: null };
};

test('the latest answer that came says how full the context is', () => {
  const failed = { usage: null, error: { message: 'x' } };
  const recorded = [failed, usage(90, 10), usage(10, 5)];
  expect(contextFill(recorded, 400)).toEqual({ used: 100, size: 400 });
  expect(contextFill(recorded, undefined)).toBeUndefined();
  expect(contextFill([], 400)).toBeUndefined();
});
