import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { generateMessage, openClient, SocketClient, startWebSocketRig } from '../../test/websocket-rig.ts';
import type { Authenticator, Scope } from '../auth/authenticator.ts';

describe('who may connect', () => {
  const keys: Record<string, Scope[]> = { good: ['chat'], trainer: ['train'] };
  const authenticate: Authenticator = (token) => {
    const scopes = keys[token];
    return scopes && { id: token, scopes };
  };

  /** The status of a request for an upgrade that is refused. */
  async function refusal(url: string, headers: Record<string, string> = {}): Promise<number> {
    const socket = new WebSocket(url, { headers });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    socket.on('error', () => undefined).terminate();
    return response.statusCode;
  }

  test('a key in the header', async () => {
    const { url, model } = await startWebSocketRig({ authenticate });
    const client = await openClient(url, { authorization: 'Bearer good' });
    client.send(generateMessage('a'));
    expect(await client.ended('a')).toMatchObject({ type: 'done' });
    expect(model.requests[0]?.owner).toBe('good');
    expect(await refusal(url, { authorization: 'Bearer bad' })).toBe(401);
  });

  test('a key in the first message', async () => {
    const { url } = await startWebSocketRig({ authenticate });
    const client = new SocketClient(url);
    await client.next(({ type }) => type === 'authentication-required');
    client.send({ type: 'authenticate', key: 'good' });
    await client.ready();
    client.send(generateMessage('a'));
    expect(await client.ended('a')).toMatchObject({ type: 'done' });
  });

  test.each([
    ['a wrong key', { type: 'authenticate', key: 'bad' }],
    ['no key', generateMessage('a')],
  ])('%s closes the connection', async (_case, message) => {
    const { url, model } = await startWebSocketRig({ authenticate });
    const client = new SocketClient(url);
    await client.next(({ type }) => type === 'authentication-required');
    client.send(message);
    expect(await client.next(({ type }) => type === 'error')).toMatchObject({ error: { code: 'invalid_api_key' } });
    expect(await client.closed()).toBe(1008);
    expect(model.requests).toEqual([]);
  });

  test('silence closes it too, and only a few may be silent', async () => {
    const { url } = await startWebSocketRig({ authenticate, limits: { authenticationMs: 100, unauthenticated: 1 } });
    const client = new SocketClient(url);
    await client.next(({ type }) => type === 'authentication-required');
    expect(await refusal(url)).toBe(503);
    expect(await client.closed()).toBe(1008);
  });

  test('a key without the scope, and one that was revoked meanwhile', async () => {
    const { url } = await startWebSocketRig({ authenticate });
    const trainer = await openClient(url, { authorization: 'Bearer trainer' });
    trainer.send(generateMessage('a'));
    expect(await trainer.ended('a')).toMatchObject({ error: { code: 'forbidden' } });
    keys['brief'] = ['chat'];
    const brief = await openClient(url, { authorization: 'Bearer brief' });
    delete keys['brief'];
    brief.send(generateMessage('a'));
    expect(await brief.ended('a')).toMatchObject({ error: { code: 'invalid_api_key' } });
    expect(await brief.closed()).toBe(1008);
  });

  test('pages of our own and of loopback, no others; no foreign Host', async () => {
    const { url, port } = await startWebSocketRig();
    await openClient(url, { origin: `http://localhost:3000` });
    expect(await refusal(url, { origin: 'https://evil.example' })).toBe(403);
    expect(await refusal(url, { origin: 'null' })).toBe(403);
    expect(await refusal(url, { host: `evil.example:${port}` })).toBe(403);
    const { url: allowed } = await startWebSocketRig({ hosts: { allowedOrigins: ['https://app.example'] } });
    await openClient(allowed, { origin: 'https://app.example' });
  });

  test('other paths are refused, and ordinary requests are none of its business', async () => {
    const { url, port } = await startWebSocketRig();
    expect(await refusal(url.replace('/v1/ws', '/v1/other'))).toBe(404);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('plain ');
  });

  test('a request that offers HTTP/2 is served as it is', async () => {
    const { port } = await startWebSocketRig();
    const socket = connect(port, '127.0.0.1');
    socket.end(
      'POST / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nContent-Length: 4\r\n\r\nbody',
    );
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toContain('200 OK');
    expect(answer).toContain('plain body');
  });
});
