import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectEncrypted } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { openRawClient } from '../../test/raw-client.ts';
import { chatRequest, createTestPlatform, eventually, type TestPlatform } from '../../test/test-platform.ts';
import { isInference } from './inference-routes.ts';

/** One slot, which is taken until it is told, and no queue. */
async function busyServer(
  flags: Record<string, number> = {},
): Promise<{ server: TestPlatform; url: string; end: AbortController }> {
  const engine = createScriptedEngine({ slots: 1, queueLimit: 0, replies: { steps: [{ delayMs: 60_000 }] } });
  const server = await createTestPlatform({ engine, flags });
  const { url } = await server.platform.listen();
  const model = await server.platform.host.ready();
  const end = new AbortController();
  fetch(`${url}/v1/chat/completions`, { ...chatRequest(), signal: end.signal }).catch(() => undefined);
  await eventually(() => model.queueState?.().isFull === true);
  return { server, url, end };
}

test('a full queue refuses in the shape of each API, with the time to come back', async () => {
  const { server, url, end } = await busyServer();
  await using _server = server;
  const refusalAt = async (path: string): Promise<{ status: number; retryAfter: string | null; body: unknown }> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
  };
  const retryAfter = expect.stringMatching(/^\d+$/) as string;
  const message = expect.stringMatching(/Try again in \d+ s/) as string;
  const error = { message, type: 'server_error', param: null, code: 'server_busy' };
  for (const path of ['/v1/chat/completions', '/v1/responses', '/v1/embeddings', '/completion', '/chat']) {
    expect(await refusalAt(path)).toEqual({ status: 503, retryAfter, body: { error } });
  }
  expect(await refusalAt('/v1/messages')).toMatchObject({
    status: 529,
    retryAfter,
    body: { type: 'error', error: { type: 'overloaded_error', message } },
  });
  expect(await refusalAt('/api/chat')).toEqual({ status: 503, retryAfter, body: { error: message } });
  expect(await refusalAt('/runs/wait')).toEqual({ status: 503, retryAfter, body: { detail: message, error } });
  // What does not compute goes on, and so does what asks for nothing.
  expect((await refusalAt('/tokenize')).status).toBe(400);
  expect((await fetch(`${url}/v1/models`)).status).toBe(200);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('tuneloop_requests_refused_total{reason="queue"} 8');
  end.abort();
});

/** All slots and places taken by `count` requests with these headers. */
async function fill(server: TestPlatform, url: string, count: number, headers: object): Promise<AbortController> {
  const end = new AbortController();
  const init = { ...chatRequest(), headers: { 'content-type': 'application/json', ...headers } };
  for (let asked = 0; asked < count; asked += 1) {
    fetch(`${url}/v1/chat/completions`, { ...init, signal: end.signal }).catch(() => undefined);
  }
  const model = await server.platform.host.ready();
  await eventually(() => model.queueState?.().isFull === true);
  return end;
}

/** What no route takes: whoever gets past the gate is told so. */
async function statusOf(url: string, token: string): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return (await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body: '{' })).status;
}

const threeAtMost = (): ReturnType<typeof createScriptedEngine> =>
  createScriptedEngine({ slots: 1, queueLimit: 2, replies: { steps: [{ delayMs: 60_000 }] } });

test('whoever makes up tokens gets no more of a full queue with each', async () => {
  await using server = await createTestPlatform({ engine: threeAtMost() });
  const { url } = await server.platform.listen();
  const end = await fill(server, url, 3, {});
  for (const token of ['made-up', 'another', 'a-third']) expect(await statusOf(url, token)).toBe(503);
  end.abort();
});

test('a key that was accepted has a share of its own, apart from those of others at its address', async () => {
  await using server = await createTestPlatform({ engine: threeAtMost() });
  const { key: greedy } = await server.platform.keys.create({ name: 'greedy', scopes: ['chat'] });
  const { key: modest, record } = await server.platform.keys.create({ name: 'modest', scopes: ['chat'] });
  const { url } = await server.platform.listen();
  const authorization = `Bearer ${greedy}`;
  expect((await fetch(`${url}/v1/models`, { headers: { authorization } })).status).toBe(200);
  const end = await fill(server, url, 3, { authorization });
  expect(await statusOf(url, greedy)).toBe(503);
  expect(await statusOf(url, modest)).toBe(400);
  expect(await statusOf(url, 'made-up')).toBe(401);
  await server.platform.keys.revoke(record.id);
  await eventually(async () => (await statusOf(url, modest)) === 401);
  end.abort();
});

test('a refusal waits for no body, and the connection serves the next request', async () => {
  const { server, url, end } = await busyServer();
  await using _server = server;
  const { socket, text } = openRawClient(url);
  const head = 'POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  socket.write(`${head}content-length: 10\r\n\r\n`);
  await eventually(() => text().includes('"server_busy"'));
  expect(text()).toMatch(/^HTTP\/1\.1 503 /);
  socket.write('0123456789GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await eventually(() => text().includes('HTTP/1.1 200 '));
  socket.destroy();
  end.abort();
});

const file = (name: string): string => fileURLToPath(new URL(`../../test/tls/${name}`, import.meta.url));
const tls = { certFile: file('first.crt'), keyFile: file('first.key') };

test.each([
  ['HTTP', undefined],
  ['HTTPS', tls],
])('beyond the limit of %s connections each gets one answer, and idle ones make room', async (_protocol, material) => {
  const engine = createScriptedEngine({ replies: { steps: [{ text: 'Begin. ' }, { delayMs: 60_000 }] } });
  const configuration = { server: { maxConnections: 2, ...(material && { tls: material }) } };
  await using server = await createTestPlatform({ engine, configuration });
  const { url } = await server.platform.listen();
  await server.platform.host.ready();
  const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'Go on.' }] });
  const post = `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const running = [openRawClient(url), openRawClient(url)];
  for (const { socket } of running) socket.write(post);
  await eventually(() => running.every(({ text }) => text().includes('Begin')));

  const third = openRawClient(url);
  third.socket.write('GET /v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await third.ended;
  expect(third.text()).toMatch(/^HTTP\/1\.1 503 /);
  expect(third.text().toLowerCase()).toMatch(/connection: close[\s\S]*retry-after: \d/);

  running[0]!.socket.destroy();
  const fourth = openRawClient(url);
  await eventually(() => {
    if (fourth.text() === '') fourth.socket.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n');
    return fourth.text().startsWith('HTTP/1.1 200');
  });
  // It idles now, and makes room.
  const fifth = openRawClient(url);
  fifth.socket.write('GET /v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await eventually(() => fifth.text().startsWith('HTTP/1.1 200'));
  await fourth.ended;
  fifth.socket.destroy();
  running[1]!.socket.destroy();
});

test('a connection within the limit is served, also when its handshake ends after one beyond has come', async () => {
  await using server = await createTestPlatform({ configuration: { server: { maxConnections: 1, tls } } });
  const { url } = await server.platform.listen();
  const within = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
  await once(within, 'connect');
  const beyond = openRawClient(url);
  await once(beyond.socket, 'secureConnect');
  const encrypted = connectEncrypted({ socket: within, rejectUnauthorized: false });
  const get = 'GET /v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n';
  encrypted.write(get);
  const [answer] = (await once(encrypted, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  beyond.socket.write(get);
  await beyond.ended;
  expect(beyond.text()).toMatch(/^HTTP\/1\.1 503 /);
  encrypted.destroy();
});

test('what computes is told apart from what does not', () => {
  expect(isInference('POST', '/threads/7/runs/stream')).toBe(true);
  expect(isInference('GET', '/v1/responses')).toBe(false);
  expect(isInference('POST', '/v1/chat/completions/input_tokens')).toBe(false);
  expect(isInference('POST', '/threads/7/runs/8/cancel')).toBe(false);
});
