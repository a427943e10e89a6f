import express from 'express';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';

const path = '/v1/chat/completions';
const valid = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] });

function rawPost(body: Uint8Array | string, type = 'application/json', connection = 'close'): Buffer {
  const bytes = Buffer.from(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: a',
    `Connection: ${connection}`,
    `Content-Type: ${type}`,
    `Content-Length: ${bytes.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]);
}

test.each([
  ['half of JSON', '{"messages": [', 400, 'invalid_json'],
  ['nothing', '', 400, 'invalid_json'],
  ['an array', '[]', 400, 'invalid_type'],
  ['a text', '"Hi"', 400, 'invalid_type'],
  ['null', 'null', 400, 'invalid_type'],
  ['deep nesting', `{"metadata":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400, 'invalid_json'],
  [
    'invalid UTF-8',
    Buffer.from([...Buffer.from('{"messages":"'), 0xff, ...Buffer.from('"}')]),
    400,
    'invalid_encoding',
  ],
  ['half of a character', Buffer.from('{"messages":"é').subarray(0, -1), 400, 'invalid_encoding'],
])('%s is refused', async (_, body, status, code) => {
  await using server = await startServer();
  const answer = await server.raw(rawPost(body));
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain(`"code":"${code}"`);
  expect(answer).toMatch(/x-request-id: req_/i);
  expect(await server.raw(rawPost(valid))).toMatch(/^HTTP\/1.1 200 /);
});

test('what is wrong with JSON is told without quoting it', async () => {
  await using server = await startServer();
  const answer = await server.post(path, '{"messages": "my secret');
  expect(await answer.text()).not.toContain('secret');
});

test.each([
  ['text/plain', 415],
  ['application/x-www-form-urlencoded', 415],
  ['application/json; charset=latin1', 415],
  ['application/json; charset=UTF-8', 200],
  ['application/vnd.api+json', 200],
])('Content-Type %s: %d', async (type, status) => {
  await using server = await startServer();
  expect(await server.raw(rawPost(valid, type))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

describe('a body over the limit', () => {
  const large = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(10_000_000) }] });

  test('of 10 MB gets 413, and the server stays well', async () => {
    await using server = await startServer();
    const answer = await server.post(path, large);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: 'body_too_large', type: 'invalid_request_error' } });
    expect((await server.post(path, valid)).status).toBe(200);
  });

  test('gets its answer also when the connection is closed after it', async () => {
    await using server = await startServer();
    expect(await server.raw(rawPost(large))).toMatch(/^HTTP\/1.1 413 /);
  });

  test('gets its answer also when the client sends all before it reads', async () => {
    await using server = await startServer();
    const socket = server.socket().setNoDelay(true);
    socket.pause();
    socket.write(rawPost(large, 'application/json', 'keep-alive'));
    if (socket.writableLength > 0) await once(socket, 'drain');
    socket.resume();
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(/^HTTP\/1.1 413 /);
    // The connection is still of use: the rest of the body was read and thrown away.
    socket.write(rawPost(valid));
    const [next] = (await once(socket, 'data')) as [Buffer];
    expect(next.toString()).toMatch(/^HTTP\/1.1 200 /);
    socket.destroy();
  });

  test('that does not announce its length gets 413 once it is over', async () => {
    await using server = await startServer({ limits: { bodyBytes: 100 } });
    const body = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 20; sent += 1) controller.enqueue(Buffer.alloc(50, 'x'));
        controller.close();
      },
    });
    const answer = await fetch(server.url + path, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(413);
  });

  test('may be as large as the option says', async () => {
    await using server = await startServer({ limits: { bodyBytes: 20_000_000 } });
    expect((await server.post(path, large)).status).toBe(200);
  });
});

test('a client that goes away in the middle of its body does no harm', async () => {
  await using server = await startServer();
  const socket = server.socket();
  socket.write(rawPost(valid).subarray(0, -5));
  await once(socket, 'connect');
  socket.destroy();
  expect((await server.post(path, valid)).status).toBe(200);
  expect(server.model.requests).toHaveLength(1);
});

test.each([
  ['express.json()', express.json()],
  ['express.raw()', express.raw({ type: () => true })],
])('a body that %s has read already is taken', async (_, parser) => {
  await using server = await startServer({ app: (app) => app.use(parser) });
  expect((await server.post(path, valid)).status).toBe(200);
});
