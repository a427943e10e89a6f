import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import { expect, test } from 'vitest';
import { sendChunks } from './send-chunks.ts';

async function serve(chunks: () => AsyncIterable<string>): Promise<AsyncDisposable & { port: number }> {
  const app = express();
  app.get('/', (_request, response) => {
    void sendChunks(response, chunks());
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('everything arrives, in order', async () => {
  await using server = await serve(async function* () {
    for (let index = 0; index < 200; index += 1) yield `${index}:${'x'.repeat(10_000)}\n`;
  });
  const text = await (await fetch(`http://127.0.0.1:${server.port}/`)).text();
  expect(text.split('\n').map((line) => line.split(':')[0])).toEqual([
    ...Array.from({ length: 200 }, (_, i) => `${i}`),
    '',
  ]);
});

test('a reader who takes nothing holds it up, and one who leaves ends it', async () => {
  let made = 0;
  const ended = Promise.withResolvers<void>();
  await using server = await serve(async function* () {
    try {
      for (; made < 1_000_000; made += 1) yield 'x'.repeat(100_000);
    } finally {
      ended.resolve();
    }
  });
  const socket = connect(server.port, '127.0.0.1');
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const seen: number[] = [];
  while (seen.length < 2 || seen.at(-1) === 0 || seen.at(-1) !== seen.at(-2)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen.push(made);
  }
  expect(made).toBeLessThan(1000);
  socket.destroy();
  await ended.promise;
});

test('what breaks in the middle cuts the answer off', async () => {
  await using server = await serve(async function* () {
    yield 'x';
    throw new Error('The disk is gone.');
  });
  const read = async (): Promise<string> => (await fetch(`http://127.0.0.1:${server.port}/`)).text();
  await expect(read()).rejects.toThrow(/terminated|fetch failed/);
});
