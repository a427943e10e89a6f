import { expect, test } from 'vitest';
import { networkError } from './upstream-error.ts';

test.each([
  ['ENOTFOUND', 'has a name that is not known; is it spelt right (ENOTFOUND)'],
  ['EAI_AGAIN', 'could not be found, since no name server answers (EAI_AGAIN)'],
])('a name that cannot be looked up is told as what it is: %s', (code, says) => {
  const error = networkError(Object.assign(new Error(), { code }), 'http://upstream.test');
  expect(error).toMatchObject({ code: 'UPSTREAM_FAILED', message: expect.stringContaining(says) as string });
});
