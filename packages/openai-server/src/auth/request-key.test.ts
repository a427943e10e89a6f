import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import type { Authenticator } from './authenticator.ts';
import { keyUsesOf } from './key-uses.ts';

const client = { id: 'key_1', scopes: ['chat'], limits: { concurrency: 1 } } as const;
const headers = { authorization: 'Bearer tl-1' };

test('a client that leaves while its key is looked up leaves nothing behind', async () => {
  let lookups = 0;
  const authenticate: Authenticator = async () => {
    lookups += 1;
    await wait(100);
    return client;
  };
  await using server = await startServer({ authenticate });
  const leaving = new AbortController();
  const asked = server.post('/v1/embeddings', { input: 'a' }, { headers, signal: leaving.signal });
  await vi.waitFor(() => expect(lookups).toBe(1));
  leaving.abort();
  await expect(asked).rejects.toThrow('aborted');
  await wait(150);
  await vi.waitFor(() => expect(keyUsesOf(authenticate).size).toBe(0));
  // Its place is free.
  expect((await server.post('/v1/embeddings', { input: 'a' }, { headers })).status).toBe(200);
  await vi.waitFor(() => expect(keyUsesOf(authenticate).size).toBe(0));
});

test('a request that ended is not watched any more, however it ended', async () => {
  const authenticate: Authenticator = (token) => (token === 'tl-1' ? client : undefined);
  await using server = await startServer({ authenticate });
  for (const body of [{ input: 'a' }, { input: 7 }, 'no json']) {
    await (await server.post('/v1/embeddings', body, { headers })).text();
  }
  const refused = await server.post('/v1/embeddings', { input: 'a' }, { headers: { authorization: 'Bearer no' } });
  expect(refused.status).toBe(401);
  await vi.waitFor(() => expect(keyUsesOf(authenticate).size).toBe(0));
});
