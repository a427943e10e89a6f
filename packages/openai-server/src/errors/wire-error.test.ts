import { errorCodes, TuneloopError } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { requestProblem } from './request-problem.ts';
import { encodeError } from './wire-error.ts';

test.each([
  ['INVALID_REQUEST', 400, 'invalid_value'],
  ['UNAUTHORIZED', 401, 'invalid_api_key'],
  ['FORBIDDEN', 403, 'forbidden'],
  ['NOT_FOUND', 404, 'not_found'],
  ['MODEL_NOT_FOUND', 404, 'model_not_found'],
  ['UNSUPPORTED', 400, 'unsupported'],
  ['CONTEXT_OVERFLOW', 400, 'context_length_exceeded'],
  ['BUSY', 503, 'server_busy'],
  ['RATE_LIMITED', 429, 'rate_limit_exceeded'],
  ['ABORTED', 503, 'aborted'],
  ['TIMEOUT', 504, 'timeout'],
  ['UPSTREAM_FAILED', 502, 'upstream_failed'],
  ['INTERNAL', 500, 'internal_error'],
] as const)('%s is %d %s', (code, status, wireCode) => {
  const encoded = encodeError(new TuneloopError(code, 'What happened.'));
  expect(encoded).toMatchObject({ status, body: { error: { code: wireCode } } });
});

test('where an upstream is stays with the operator', () => {
  const upstream = 'http://10.0.0.7:8000/v1';
  const { body } = encodeError(new TuneloopError('BUSY', `${upstream} is busy (429).`, { details: { upstream } }));
  expect(body.error.message).toBe('The upstream is busy (429).');
});

test('every code has a message, a type and a status of an error', () => {
  for (const code of errorCodes) {
    const { status, body } = encodeError(new TuneloopError(code, 'What happened.'));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.error.message).not.toBe('');
    expect(body.error.type).toMatch(/_error$/);
  }
});

test('inner errors keep their message, cause and stack to themselves', () => {
  const errors = [
    new Error('secret /srv/models/x.gguf'),
    new TuneloopError('INTERNAL', 'secret', { cause: new Error('secret') }),
    new TuneloopError('MODEL_LOAD_FAILED', 'secret /srv/models/x.gguf is truncated.'),
    new TuneloopError('STORE_FAILED', 'secret /srv/keys.json is corrupt.'),
    'secret',
  ];
  for (const error of errors) expect(JSON.stringify(encodeError(error))).not.toContain('secret');
});

test('tells when to try again, and whether that makes sense', () => {
  const busy = new TuneloopError('BUSY', 'Full.', { details: { retryAfterSeconds: 2.2 } });
  expect(encodeError(busy).headers).toMatchObject({ 'retry-after': '3', 'x-should-retry': 'true' });
  expect(encodeError(new TuneloopError('RATE_LIMITED', 'Too much.')).headers['retry-after']).toBe('1');
  const stopped = encodeError(new TuneloopError('ABORTED', 'Stopped.'));
  expect(stopped.headers).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
  expect(encodeError(new TuneloopError('RESOURCE_EXHAUSTED', 'Full.')).headers).toHaveProperty('retry-after', '1');
  expect(encodeError(new TuneloopError('INTERNAL', 'Broken.')).headers['x-should-retry']).toBe('false');
});

test('an engine that died and a full disk are told as what they are', () => {
  const died = encodeError(new TuneloopError('INTERNAL', 'secret', { retryable: true }));
  expect(died).toMatchObject({ status: 503, body: { error: { code: 'engine_failed' } } });
  expect(died.headers).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
  expect(JSON.stringify(died)).not.toContain('secret');
  for (const reason of ['disk', 'disk-full']) {
    const full = encodeError(new TuneloopError('RESOURCE_EXHAUSTED', 'secret', { details: { reason } }));
    expect(full).toMatchObject({ status: 507, body: { error: { code: 'disk_full' } } });
  }
  const statusOf = (code: string): number => encodeError(Object.assign(new Error('secret'), { code })).status;
  expect(['ENOSPC', 'EROFS', 'EMFILE', 'ENOENT'].map(statusOf)).toEqual([507, 503, 503, 500]);
});

test('every 503 says when to try again', () => {
  for (const name of errorCodes) {
    const { status, headers } = encodeError(new TuneloopError(name, 'What happened.'));
    expect('retry-after' in headers).toBe(status === 503 || status === 429);
  }
});

test('a finer kind of mistake has its own status, code and parameter', () => {
  expect(encodeError(requestProblem('body_too_large', 'Too large.')).status).toBe(413);
  expect(encodeError(requestProblem('unknown_parameter', 'Unknown.', 'a[0].b')).body.error).toEqual({
    message: 'Unknown.',
    type: 'invalid_request_error',
    param: 'a[0].b',
    code: 'unknown_parameter',
  });
});
