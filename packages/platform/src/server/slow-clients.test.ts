import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openRawClient } from '../../test/raw-client.ts';
import { chatRequest, createTestPlatform, eventually, type TestPlatform } from '../../test/test-platform.ts';

/** Longer than what the kernel keeps of an answer for a client that does not read. */
const endless = { steps: Array.from({ length: 250 }, () => ({ text: 'x'.repeat(64 * 1024) })) };

let server: TestPlatform;
let url: string;

beforeAll(async () => {
  server = await createTestPlatform({
    engine: createScriptedEngine({
      slots: 64,
      contextSize: 1e9,
      replies: ({ prompt }) => (JSON.stringify(prompt).includes('quick') ? 'Quick.' : endless),
    }),
    configuration: { server: { bodyIdleMs: 1000, stalledReaderMs: 200 }, recording: { privacy: 'off' } },
  });
  ({ url } = await server.platform.listen());
  await server.platform.host.ready();
});
afterAll(() => server[Symbol.asyncDispose]());

const messages = [{ role: 'user', content: 'Go on.' }];

function post(path: string, body: object): string {
  const text = JSON.stringify(body);
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`;
  return `${head}content-length: ${text.length}\r\n\r\n${text}`;
}

const isFree = async (): Promise<boolean> => (await (await server.platform.host.ready()).status()).activeRequests === 0;

async function untilFree(): Promise<void> {
  const startedAt = performance.now();
  while (!(await isFree())) {
    if (performance.now() - startedAt > 12_000) throw new Error('slots stay taken');
    await setTimeout(20);
  }
}

describe('a body', () => {
  test('that stops in the middle gets 408, whoever reads it', async () => {
    const clients = ['/v1/chat/completions', '/v1/messages', '/api/chat'].map((path) => {
      const client = openRawClient(url);
      client.socket.write(
        `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
      );
      return client;
    });
    await Promise.all(clients.map(({ ended }) => ended));
    for (const { text } of clients) expect(text()).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that comes slowly but does come is taken', async () => {
    const client = openRawClient(url);
    const whole = post('/v1/chat/completions', { messages: [{ role: 'user', content: 'quick' }] });
    const pieces = 13;
    // All together longer than a body may rest.
    for (let piece = 0; piece < pieces; piece += 1) {
      const at = (part: number): number => Math.floor((whole.length * part) / pieces);
      client.socket.write(whole.slice(at(piece), at(piece + 1)));
      await setTimeout(100);
    }
    await eventually(() => client.text() !== '');
    expect(client.text()).toMatch(/^HTTP\/1\.1 200 /);
    client.socket.destroy();
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that somebody still refers to. */
function heldMemory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('readers that never read hold little memory, are cut off, and harm nobody', () => {
  test.each([
    ['/v1/chat/completions', { messages, stream: true }],
    ['/v1/responses', { input: 'Go', stream: true }],
    ['/v1/messages', { messages, max_tokens: 1e6, stream: true }],
    ['/api/chat', { model: 'default', messages }],
    ['/completion', { prompt: 'Go', stream: true }],
  ])('%s', { timeout: 20_000 }, async (path, body) => {
    const before = heldMemory();
    const stalled = Array.from({ length: 5 }, () => {
      const client = openRawClient(url);
      client.socket.pause();
      client.socket.write(post(path, body));
      return client;
    });
    await setTimeout(100);
    // 16 MB each, if it was all kept.
    expect(heldMemory() - before).toBeLessThan(5 * 8e6);
    const quick = chatRequest({ messages: [{ role: 'user', content: 'quick' }] });
    expect((await fetch(`${url}/v1/chat/completions`, quick)).status).toBe(200);
    await untilFree();
    for (const { socket } of stalled) socket.destroy();
  });
});

test('an answer in one piece that nobody takes is cut off', async () => {
  const client = openRawClient(url);
  client.socket.pause();
  const cutOff = (): number => server.logged().split('"aborted":true').length;
  const before = cutOff();
  client.socket.write(post('/v1/chat/completions', { messages }));
  await vi.waitFor(() => expect(cutOff()).toBeGreaterThan(before), { timeout: 15_000 });
  client.socket.resume();
  await client.ended;
  expect(client.text().length).toBeLessThan(16e6);
}, 20_000);

test('a WebSocket that takes nothing is cut off', async () => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`);
  let isReady = false;
  socket.once('message', () => (isReady = true));
  await eventually(() => isReady);
  socket.send(JSON.stringify({ type: 'generate', id: 'a', request: { messages } }));
  socket.pause();
  await setTimeout(50);
  await untilFree();
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  expect(await isFree()).toBe(true);
}, 20_000);

test('an answer that takes long to make is no stalled reader', async () => {
  await using slow = await createTestPlatform({
    engine: createScriptedEngine({ prefillMs: 600, replies: 'At last.' }),
    configuration: { server: { stalledReaderMs: 100 } },
  });
  const address = await slow.platform.listen();
  const response = await fetch(`${address.url}/v1/chat/completions`, chatRequest());
  expect(response.status).toBe(200);
});
