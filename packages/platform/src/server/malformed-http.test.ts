import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodies } from '../../test/malformed-http/bodies.ts';
import { connections } from '../../test/malformed-http/connections.ts';
import { exchange, type Exchange } from '../../test/malformed-http/exchange.ts';
import { framing } from '../../test/malformed-http/framing.ts';
import { headerFields } from '../../test/malformed-http/header-fields.ts';
import type { RawCase } from '../../test/malformed-http/raw-case.ts';
import { requestLines } from '../../test/malformed-http/request-lines.ts';
import { createTestPlatform, type TestPlatform } from '../../test/test-platform.ts';

/** Far above every time-out of the server below. */
const limitMs = 6000;
const groups = { requestLines, headerFields, framing, bodies, connections };

let server: TestPlatform;
let port: number;
const played = new Map<RawCase, Promise<Exchange>>();

beforeAll(async () => {
  server = await createTestPlatform({
    env: { API_KEY: 'k' },
    flags: { headersTimeoutMs: 1000, requestTimeoutMs: 1500, bodyLimitBytes: 400_000 },
  });
  ({ port } = await server.platform.listen());
  // Those that may wait for a time-out do it side by side.
  const slow = Object.values(groups)
    .flat()
    .filter(({ answers }) => answers.flat().includes(408));
  for (const one of new Set([...connections, ...slow])) played.set(one, exchange(port, one, limitMs));
});

afterAll(() => server[Symbol.asyncDispose]());

describe.each(Object.entries(groups))('%s', (_group, cases) => {
  test.each(cases)('$name', async (one: RawCase) => {
    const { answers, connection } = await (played.get(one) ?? exchange(port, one, limitMs));
    const statuses = answers.map(({ status }) => status);
    const expected = one.answers.map((each) => [each].flat());
    const last = JSON.stringify(answers.at(-1));
    if (one.mayMiss) expect(expected.flat(), last).toEqual(expect.arrayContaining(statuses));
    else expect(statuses, last).toHaveLength(expected.length);
    if (!one.mayMiss) for (const [index, status] of statuses.entries()) expect(expected[index], last).toContain(status);
    const silent = answers.filter(({ status, body }) => status >= 400 && !body.includes('"error"'));
    if (!one.isPlain) expect(silent).toEqual([]);
    if (one.after) expect(connection).toBe(one.after);
  });
});

test('nothing that was hidden in a request was carried out, and the server still answers', async () => {
  expect(server.logged()).toContain('/v1/models');
  expect(server.logged()).not.toContain('/v1/smuggled');
  expect(server.logged()).not.toMatch(/"level":(50|60)/);
  const response = await fetch(`http://127.0.0.1:${port}/health/live`);
  expect(response.status).toBe(200);
});
