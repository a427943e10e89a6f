import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import type { Authenticator } from './authenticator.ts';
import { createStaticKeyAuthenticator, firstAuthenticator } from './static-key.ts';

const authenticate: Authenticator = (token) => {
  if (token === 'broken') throw new TuneloopError('STORE_FAILED', '/srv/keys.json is corrupt.');
  if (token === 'good') return { id: 'key_1', scopes: ['chat'] };
  return token === 'trainer' ? { id: 'key_2', scopes: ['train'] } : undefined;
};
const body = { messages: [{ role: 'user', content: 'Hi' }] };

describe('a server with keys', () => {
  test.each([
    [{ authorization: 'Bearer good' }, 200],
    [{ authorization: 'bearer good' }, 200],
    [{ 'x-api-key': 'good' }, 200],
    [{}, 401],
    [{ authorization: 'Bearer bad' }, 401],
    [{ authorization: 'Bearer ' }, 401],
    [{ authorization: 'Basic Z29vZDpnb29k' }, 401],
    [{ authorization: 'good' }, 401],
    [{ authorization: 'Bearer trainer' }, 403],
    [{ authorization: 'Bearer broken' }, 500],
  ])('%j: %d', async (headers: Record<string, string>, status) => {
    await using server = await startServer({ authenticate });
    const answers = await Promise.all([
      fetch(`${server.url}/v1/models`, { headers }),
      server.post('/v1/chat/completions', body, { headers }),
      server.post('/v1/completions', { prompt: 'a' }, { headers }),
      server.post('/v1/embeddings', { input: 'a' }, { headers }),
      fetch(`${server.url}/v1/models/stub`, { headers }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(status);
      const text = await answer.text();
      expect(text).not.toContain('/srv');
      const challenge = answer.headers.get('www-authenticate');
      expect(challenge).toBe(challengeOf(status, headers));
      if (status === 401) expect(JSON.parse(text)).toMatchObject({ error: { code: 'invalid_api_key' } });
    }
    expect(server.model.requests).toHaveLength(status === 200 ? 2 : 0);
  });

  test('refuses before it reads the body', async () => {
    await using server = await startServer({ authenticate });
    const answer = await server.raw('POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
  });

  test('shows its documentation to everybody', async () => {
    await using server = await startServer({ authenticate });
    expect((await fetch(`${server.url}/openapi.json`)).status).toBe(200);
  });

  test('makes the key the owner of its requests', async () => {
    await using server = await startServer({ authenticate });
    const headers = { authorization: 'Bearer good' };
    await server.post('/v1/chat/completions', body, { headers });
    await server.post('/v1/embeddings', { input: 'a' }, { headers });
    expect(server.model.requests[0]?.owner).toBe('key_1');
    expect(server.model.embedRequests[0]?.owner).toBe('key_1');
  });
});

function challengeOf(status: number, headers: Record<string, string>): string | null {
  if (status !== 401) return null;
  const tokenSent = headers['authorization'] === 'Bearer bad';
  return tokenSent ? 'Bearer realm="tuneloop", error="invalid_token"' : 'Bearer realm="tuneloop"';
}

describe('a single key', () => {
  test('is the only one accepted', async () => {
    const single = createStaticKeyAuthenticator('s3cret', { scopes: ['chat'] });
    expect(await single('s3cret')).toEqual({ id: 'api-key', scopes: ['chat'] });
    expect(await single('s3cre')).toBeUndefined();
    expect(await single('')).toBeUndefined();
    expect(() => createStaticKeyAuthenticator('')).toThrow('must not be empty');
  });

  test('works beside other keys', async () => {
    const both = firstAuthenticator(createStaticKeyAuthenticator('s3cret'), authenticate);
    expect(await both('s3cret')).toMatchObject({ id: 'api-key' });
    expect(await both('good')).toMatchObject({ id: 'key_1' });
    expect(await both('bad')).toBeUndefined();
  });
});
