import { expect, it } from 'vitest';
import { explainUv } from './explain-uv.ts';

// What uv 0.13.9 wrote when it was brought into these situations.
it.each<[string, string, string, string, RegExp]>([
  [
    'no network',
    'error: Failed to fetch: http://host.invalid/simple/six/\n  cause: client error (Connect)\n  cause: dns error',
    'UPSTREAM_FAILED',
    'no_network',
    /HTTPS_PROXY/,
  ],
  [
    'no Python',
    'error: No interpreter found for Python >=3.10, <3.15 in managed installations or search path',
    'UNSUPPORTED',
    'no_python',
    /Install one/,
  ],
  [
    'no Python, and none to download',
    'error: Failed to download `http://127.0.0.1:9/cpython-3.14.10-install_only.tar.gz`\n  cause: client error (Connect)',
    'UNSUPPORTED',
    'no_python',
    /Install one/,
  ],
  [
    'an index that wants a password',
    'error: No solution found when resolving dependencies\n  cause: Because six was not found in the package registry\n\n' +
      'hint: An index URL could not be queried due to a lack of valid authentication credentials (401 Unauthorized)',
    'UPSTREAM_FAILED',
    'index',
    /PIP_INDEX_URL/,
  ],
  [
    'a full disk while downloading',
    'Downloading pandas (11.8MiB)\nerror: Failed to download `pandas==3.1.1`\n  cause: No space left on device (os error 28)',
    'RESOURCE_EXHAUSTED',
    'disk',
    /6 GB/,
  ],
  [
    'another package than the locked one',
    'error: Failed to download `six==1.17.0`\n  cause: Hash mismatch for `six==1.17.0`',
    'UPSTREAM_FAILED',
    'hash',
    /SHA-256/,
  ],
  ['something else', 'error: out of luck', 'UPSTREAM_FAILED', 'environment', /out of luck/],
])('%s', (_, output, code, reason, said) => {
  const error = explainUv('uv pip install', { exitCode: 2, output });
  expect(error).toMatchObject({ code, details: { reason } });
  expect(error.message).toMatch(said);
});
