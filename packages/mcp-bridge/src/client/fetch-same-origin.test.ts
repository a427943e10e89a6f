import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createSameOriginFetch } from './fetch-same-origin.ts';

/** Redirects as its paths say, and remembers the headers that it got. */
async function redirectingServer(): Promise<{ url: string; keys: (string | undefined)[] }> {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers['x-key'] as string | undefined);
    const to = new URL(request.url ?? '/', 'http://localhost').searchParams.get('to');
    if (to === null) response.end(`${request.method} arrived`);
    else response.writeHead(307, { location: to }).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

const init = { method: 'POST', headers: { 'x-key': 'secret' }, body: '{}' };

test('a redirect within the server is followed, with its headers', async () => {
  const { url, keys } = await redirectingServer();
  const response = await createSameOriginFetch()(`${url}/mcp?to=/mcp/`, init);
  expect(await response.text()).toBe('POST arrived');
  expect(keys).toEqual(['secret', 'secret']);
});

test('one to another server is not: the headers are keys', async () => {
  const [ours, theirs] = await Promise.all([redirectingServer(), redirectingServer()]);
  await expect(createSameOriginFetch()(`${ours.url}/?to=${theirs.url}/steal`, init)).rejects.toThrow(theirs.url);
  expect(theirs.keys).toEqual([]);
});

test('circles end', async () => {
  const circle = createServer((_request, response) => response.writeHead(302, { location: '/' }).end());
  circle.listen(0, '127.0.0.1');
  onTestFinished(() => void circle.close());
  await once(circle, 'listening');
  const { port } = circle.address() as AddressInfo;
  await expect(createSameOriginFetch()(`http://127.0.0.1:${port}/`, init)).rejects.toThrow('circles');
});
