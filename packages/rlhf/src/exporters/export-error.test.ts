import { expect, it } from 'vitest';
import { TuneloopError } from '@tuneloop/protocol';
import { explainExportError } from './export-error.ts';

it.each([
  ['ENOSPC', 'RESOURCE_EXHAUSTED', 'disk is full'],
  ['EMFILE', 'RESOURCE_EXHAUSTED', 'too many files'],
  ['EACCES', 'STORE_FAILED', 'permissions'],
])('%s is %s', (code, expected, message) => {
  const error = Object.assign(new Error('write'), { code, errno: -1, syscall: 'write' });
  expect(explainExportError(error, 'out.jsonl')).toMatchObject({
    code: expected,
    message: expect.stringContaining(message),
    details: { reason: code },
  });
});

it('leaves errors of ours and defects as they are', () => {
  for (const error of [new TuneloopError('ABORTED', 'Interrupted.'), new TypeError('x'), 'y']) {
    expect(explainExportError(error, 'out.jsonl')).toBe(error);
  }
});
