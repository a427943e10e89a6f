import { setTimeout } from 'node:timers/promises';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { openRawClient } from '../../test/raw-client.ts';
import { chatRequest, createTestPlatform, eventually, type TestPlatform } from '../../test/test-platform.ts';

const slow = (milliseconds: number, text: string): ReturnType<typeof createScriptedEngine> =>
  createScriptedEngine({ replies: { steps: [{ text: 'Begin. ' }, { delayMs: milliseconds }, { text }] } });

interface OpenStream {
  response: Response;
  rest: Promise<string>;
}

/** A stream of which the first piece has arrived. */
async function beginStream(url: string): Promise<OpenStream> {
  const response = await fetch(`${url}/v1/chat/completions`, chatRequest({ stream: true }));
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('Begin')) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the stream ended early: ${text}`);
    text += value;
  }
  const readRest = async (): Promise<string> => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return text;
      text += value;
    }
  };
  return { response, rest: readRest() };
}

async function start(server: TestPlatform): Promise<string> {
  const { url } = await server.platform.listen();
  await server.platform.host.ready();
  return url;
}

test('what runs finishes, what is new is refused', async () => {
  await using server = await createTestPlatform({ engine: slow(300, 'The end.') });
  const url = await start(server);
  const { rest } = await beginStream(url);

  const closed = server.platform.close();
  expect(server.platform.state).toBe('draining');
  await expect(fetch(`${url}/v1/models`)).rejects.toThrow(TypeError);

  const text = await rest;
  expect(text).toContain('" end"');
  expect(text).toContain('[DONE]');
  await closed;
});

test('a request that arrives on an open connection gets 503, and the connection ends', async () => {
  await using server = await createTestPlatform({ engine: slow(300, 'The end.') });
  const url = await start(server);
  const { rest } = await beginStream(url);
  const { socket, text, ended } = openRawClient(url);
  // Half of the request is there when the draining begins, so the connection is not idle.
  socket.write('GET /v1/models HTTP/1.1\r\nhost: localhost\r\n');
  await setTimeout(50);
  const closed = server.platform.close();
  socket.write('\r\n');
  await ended;
  expect(text()).toMatch(/^HTTP\/1\.1 503 /);
  expect(text().toLowerCase()).toContain('connection: close');
  expect(text().toLowerCase()).toContain('retry-after: ');
  expect(await rest).toContain('[DONE]');
  await closed;
});

test('what does not finish in time is aborted with an error, not left hanging', async () => {
  await using server = await createTestPlatform({ engine: slow(60_000, 'Never.') });
  const url = await start(server);
  const { rest } = await beginStream(url);
  const startedAt = performance.now();
  await server.platform.close({ drainMs: 100 });
  expect(performance.now() - startedAt).toBeLessThan(3000);
  const text = await rest;
  expect(text).not.toContain('Never');
  expect(text).toContain('"error"');
});

test('an idle connection does not hold up the end', async () => {
  await using server = await createTestPlatform({ flags: { drainMs: 30_000 } });
  const url = await start(server);
  // fetch keeps its connection open afterwards.
  await (await fetch(`${url}/v1/models`)).text();
  const startedAt = performance.now();
  await server.platform.close();
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

test('a download in progress is cancelled', async () => {
  let signal: AbortSignal | undefined;
  await using server = await createTestPlatform({
    resolve: (_reference, options) => {
      signal = options?.signal;
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal?.reason as Error));
      });
    },
  });
  await server.platform.listen();
  await eventually(() => signal !== undefined);
  await server.platform.close();
  expect(signal?.aborted).toBe(true);
});
