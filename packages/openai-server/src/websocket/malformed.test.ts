import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { generateMessage, openClient, startWebSocketRig } from '../../test/websocket-rig.ts';

describe('what is malformed', () => {
  test.each([
    ['no JSON', '{'],
    ['no object', '[1]'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"fly"}'],
    ['a wrong id', '{"type":"cancel","id":1}'],
    ['an unknown id', '{"type":"cancel","id":"a"}'],
    ['too deep', `{"type":"generate","id":"a","request":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`],
  ])('%s gets an error, and the connection goes on', async (_case, message) => {
    const { url } = await startWebSocketRig();
    const client = await openClient(url);
    client.send(message);
    expect(await client.next(({ type }) => type === 'error')).toMatchObject({
      error: { type: 'invalid_request_error' },
    });
    client.send(generateMessage('z'));
    expect(await client.ended('z')).toMatchObject({ type: 'done' });
  });

  test('too large, or not text, closes the connection', async () => {
    const { url } = await startWebSocketRig({ limits: { messageBytes: 1000 } });
    const large = await openClient(url);
    large.send('x'.repeat(2000));
    expect(await large.closed()).toBe(1009);
    const binary = await openClient(url);
    binary.socket.send(Buffer.from([1, 2, 3]));
    expect(await binary.closed()).toBe(1003);
  });

  test('random bytes in place of frames leave the server whole', async () => {
    const { url, port, attached } = await startWebSocketRig();
    const handshake = `GET /v1/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => undefined).resume();
        socket.write(handshake);
        socket.end(bytes);
        await once(socket, 'close');
      }),
      { numRuns: 60 },
    );
    await vi.waitFor(() => expect(attached.connections).toBe(0), 5000);
    await openClient(url);
  });

  test('random messages get errors, and nothing else happens', async () => {
    const { url, model } = await startWebSocketRig();
    const client = await openClient(url);
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ type: fc.constantFrom('generate', 'cancel', 'subscribe', 'authenticate'), id: fc.anything() })
        .map((value) => JSON.stringify(value)),
    );
    const texts = fc.sample(anything, 200).map((value) => value ?? 'undefined');
    for (const message of texts) client.send(message);
    client.send(generateMessage('last'));
    expect(await client.ended('last')).toMatchObject({ type: 'done' });
    expect(client.messages.filter(({ type }) => type === 'error')).toHaveLength(texts.length);
    expect(model.requests).toHaveLength(1);
  });
});
