import { TuneloopError } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { describeProgress, publicReason } from './model-state.ts';

test('progress in words', () => {
  expect(describeProgress(undefined)).toBe('being prepared');
  expect(describeProgress({ phase: 'download', completed: 5e6 })).toBe('being downloaded (5.0 MB)');
  expect(describeProgress({ phase: 'load', completed: 420, total: 1000 })).toBe('being loaded (42 %)');
  expect(describeProgress({ phase: 'load', completed: 1000, total: 1000 })).toBe('being prepared');
});

test.each([
  ['There is no file /home/me/a.gguf.', 'There is no file a.gguf.'],
  ['Cannot read "C:\\Users\\me\\a.gguf".', 'Cannot read "a.gguf".'],
  ['https://example.org/a/b answered 500', 'https://example.org/a/b answered 500'],
  ['Take Qwen/Qwen3-8B-GGUF instead', 'Take Qwen/Qwen3-8B-GGUF instead'],
])('%s is told clients as %s', (message, expected) => {
  expect(publicReason(new TuneloopError('MODEL_NOT_FOUND', message))).toBe(expected);
});

test('where an upstream is stays here', () => {
  const upstream = 'http://10.0.0.7:8000/v1';
  const error = new TuneloopError('UPSTREAM_FAILED', `${upstream} refuses connections.`, { details: { upstream } });
  expect(publicReason(error)).toBe('The upstream refuses connections.');
});
