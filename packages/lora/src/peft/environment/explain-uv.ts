import { TuneloopError } from '@tuneloop/protocol';
import type { ProgramResult } from '@tuneloop/runtime';

interface Cause {
  pattern: RegExp;
  code: 'UNSUPPORTED' | 'UPSTREAM_FAILED' | 'RESOURCE_EXHAUSTED' | 'STORE_FAILED';
  reason: string;
  sentence: string;
}

const causes: readonly Cause[] = [
  {
    pattern: /No space left on device|Disk quota exceeded|os error (?:28|122)\b/i,
    code: 'RESOURCE_EXHAUSTED',
    reason: 'disk',
    sentence:
      'The disk is full. The Python environment needs some 6 GB in the cache folder (TUNELOOP_CACHE), and as much for ' +
      "uv's own cache (UV_CACHE_DIR) while it is on another disk. What is downloaded is kept: make room, and train again.",
  },
  {
    pattern: /No interpreter found|Failed to download \S*cpython-/i,
    code: 'UNSUPPORTED',
    reason: 'no_python',
    sentence:
      'No Python from 3.10 to 3.14 is installed, and none could be downloaded. Install one (python.org, or your ' +
      "system's packages), and train again.",
  },
  {
    pattern:
      /not found in the package registry|HTTP status (?:client|server) error|\b40[13] (?:Unauthorized|Forbidden)/i,
    code: 'UPSTREAM_FAILED',
    reason: 'index',
    sentence:
      'The package index refused. Look at its address and its credentials (UV_DEFAULT_INDEX, PIP_INDEX_URL, pip.conf), ' +
      'and whether it has all packages.',
  },
  {
    pattern: /hash mismatch/i,
    code: 'UPSTREAM_FAILED',
    reason: 'hash',
    sentence:
      'A package is not what the lock says (its SHA-256 differs): nothing of it was installed. Ask whoever runs the package index.',
  },
  {
    pattern: /certificate|UnknownIssuer/i,
    code: 'UPSTREAM_FAILED',
    reason: 'certificate',
    sentence:
      "The package index's certificate is not trusted. Where a proxy signs for it, name its certificate with SSL_CERT_FILE.",
  },
  {
    pattern: /error sending request|dns error|failed to lookup|Connection refused|timed out|network|Failed to fetch/i,
    code: 'UPSTREAM_FAILED',
    reason: 'no_network',
    sentence:
      'The package index cannot be reached. Check the network and the proxy (HTTPS_PROXY, UV_DEFAULT_INDEX); what is ' +
      'downloaded is kept.',
  },
  {
    pattern: /Permission denied|os error 13\b|Read-only file system/i,
    code: 'STORE_FAILED',
    reason: 'permission',
    sentence:
      'The cache folder may not be written. Choose another with TUNELOOP_CACHE, or give this user write access.',
  },
];

/** Gives uv's failure its meaning; `step` says what was being done. */
export function explainUv(step: string, result: ProgramResult): TuneloopError {
  const lines = result.output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:Downloading|Downloaded|Resolved|Prepared|Using) /.test(line));
  const said = lines.slice(-6).join(' ').slice(-600);
  const cause = causes.find(({ pattern }) => pattern.test(result.output));
  const { code, reason, sentence } = cause ?? {
    code: 'UPSTREAM_FAILED',
    reason: 'environment',
    sentence: 'The Python environment could not be made.',
  };
  return new TuneloopError(code, `${sentence} (${step}: ${said || `exit code ${result.exitCode}`})`, {
    details: { reason, exitCode: result.exitCode },
  });
}
