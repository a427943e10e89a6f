import type { ErrorCode } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { howToGoOn } from './how-to-go-on.ts';

const resume = 'tuneloop finetune --resume run_1';

test.each<[ErrorCode, string | undefined, string, string]>([
  ['RESOURCE_EXHAUSTED', 'disk', 'train', `Go on when that is repaired: ${resume}`],
  ['JOB_FAILED', undefined, 'train', `Go on when that is repaired: ${resume}`],
  ['UPSTREAM_FAILED', 'no_network', 'prepare', `Go on when that is repaired: ${resume}`],
  ['UNSUPPORTED', 'environment', 'prepare', `Go on when that is repaired: ${resume}`],
  ['INVALID_REQUEST', undefined, 'prepare', `With the file corrected, go on: ${resume} — other settings take a new`],
])('%s (%s) of %s can be resumed', (code, reason, step, said) => {
  expect(howToGoOn({ run: 'run_1', step, error: { code, details: { reason } } })).toContain(said);
});

test.each<[ErrorCode, string | undefined, string]>([
  ['OUTPUT_INVALID', 'not_a_number', 'train'],
  ['INVALID_REQUEST', 'target_modules', 'train'],
  ['INVALID_REQUEST', 'template', 'prepare'],
  ['ADAPTER_INVALID', 'base_mismatch', 'train'],
  ['UNSUPPORTED', undefined, 'convert'],
])('%s (%s) of %s would be met again', (code, reason, step) => {
  const said = howToGoOn({ run: 'run_1', step, error: { code, details: { reason } } });
  expect(said).toContain('begin a new training');
  expect(said).not.toContain('--resume');
});

test('what does not fit may be made smaller, or be given the memory', () => {
  const error = { code: 'RESOURCE_EXHAUSTED', details: { reason: 'memory' } } as const;
  expect(howToGoOn({ run: 'run_1', step: 'train', error })).toMatch(
    /^A smaller one is a new training.*--resume run_1$/,
  );
});

test('too few ratings take another loop', () => {
  const error = { code: 'JOB_FAILED', details: { reason: 'too-few-ratings' } } as const;
  expect(howToGoOn({ run: 'run_1', step: 'collect', error })).toBe('Then begin another: tuneloop loop');
});
