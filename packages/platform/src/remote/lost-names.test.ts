import dns from 'node:dns';
import { createRemoteEngine } from '@tuneloop/runtime/remote';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLyingUpstream, type LyingUpstream } from '../../test/lying-upstream.ts';
import { createTestPlatform, eventually, type TestPlatform } from '../../test/test-platform.ts';

type Callback = (error: NodeJS.ErrnoException | null, found?: { address: string; family: number }[]) => void;

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(`getaddrinfo ${code}`), { code });
const found = [{ address: '127.0.0.1', family: 4 }];

/** How the system looks up the upstream's name. */
const faults: Readonly<Record<string, (callback: Callback) => void>> = {
  'is not known': (callback) => callback(failure('ENOTFOUND')),
  'no name server tells': (callback) => callback(failure('EAI_AGAIN')),
  'is never told': () => undefined,
  'is told late': (callback) => void setTimeout(() => callback(null, found), 5000).unref(),
};

const name = 'upstream.nowhere.invalid';
const limitMs = 15_000;
let upstream: LyingUpstream;
let server: TestPlatform;
let url: string;
let look: (callback: Callback) => void = (callback) => callback(null, found);
const bySystem = dns.lookup;

/** Of this name alone; not as a mock, which vitest would take away between tests, so that a real name server were asked. */
const byFault = (hostname: string, ...rest: unknown[]): void => {
  if (hostname === name) look(rest.at(-1) as Callback);
  else (bySystem as (...args: unknown[]) => void)(hostname, ...rest);
};

beforeAll(async () => {
  dns.lookup = byFault as typeof dns.lookup;
  upstream = await startLyingUpstream();
  const { port } = new URL(upstream.url);
  const engine = createRemoteEngine({
    upstreams: [{ url: `http://${name}:${port}/v1`, model: 'model', kind: 'vllm' }],
    contextSize: 100,
    connectTimeoutMs: 200,
    headersTimeoutMs: 150,
    idleTimeoutMs: 150,
    healthCheckMs: 50,
  });
  server = await createTestPlatform({ engine });
  ({ url } = await server.platform.listen());
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
  dns.lookup = bySystem;
});

async function ask(): Promise<{ status: number; text: string; retryAfter: string | null }> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Is it?' }] }),
    signal: AbortSignal.timeout(limitMs),
  });
  return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') };
}

const isWell = async (): Promise<boolean> => (await ask()).text.includes('Yes.');

test.each(Object.entries(faults))(
  'an upstream whose name %s is told as a clean error, and serves again when it is found',
  async (_title, fault) => {
    look = (callback) => callback(null, found);
    upstream.fault = 'well';
    await eventually(isWell);
    look = fault;
    // Connections that are kept need no name.
    upstream.fault = 'resets before its headers';
    for (let count = 0; count < 4; count++) {
      const { status, text } = await ask();
      expect([502, 503, 504]).toContain(status);
      expect(text).toMatch(/"code":"(?:upstream_failed|server_busy|timeout)"/);
      expect(text).not.toContain(name);
    }
    upstream.fault = 'well';
    look = (callback) => callback(null, found);
    await eventually(isWell);
  },
);
