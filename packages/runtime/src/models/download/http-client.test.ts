import { connect, type Socket } from 'node:net';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../../test/download/range-server.ts';
import { createHttpClient, discardBody, displayUrl, type HttpClient, type HttpClientOptions } from './http-client.ts';

let first: TestServer;
let second: TestServer;
const clients: HttpClient[] = [];

beforeEach(async () => {
  first = await startServer((_, response) => void response.end('first'));
  second = await startServer((_, response) => void response.end('second'));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});

function createClient(options?: HttpClientOptions): HttpClient {
  const client = createHttpClient(options);
  clients.push(client);
  return client;
}

const redirectTo =
  (location: string): TestServer['handler'] =>
  (_, response) =>
    void response.writeHead(302, { location }).end();

describe('redirects', () => {
  it('are followed; authorization stays with its own host', async () => {
    first.handler = (request, response) => {
      if (request.url === '/a') return redirectTo('/b')(request, response);
      return redirectTo(`${second.url}/c`)(request, response);
    };
    const headers = { authorization: 'Bearer secret', range: 'bytes=5-' };
    const response = await createClient().request(`${first.url}/a`, { headers });
    expect(await response.body.text()).toBe('second');
    expect(response.url).toBe(`${second.url}/c`);
    expect(first.requests.map((request) => request.headers.authorization)).toEqual(['Bearer secret', 'Bearer secret']);
    expect(second.requests[0]?.headers).toMatchObject({ range: 'bytes=5-' });
    expect(second.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('to another origin can be had as they are', async () => {
    first.handler = redirectTo(`${second.url}/c`);
    const response = await createClient().request(first.url, { followRedirects: 'same-origin' });
    await discardBody(response);
    expect(response).toMatchObject({ status: 302, url: `${first.url}/` });
    expect(second.requests).toEqual([]);
  });

  it.each([
    ['http://example.org/model.gguf', /not https/],
    ['/', /in a circle/],
  ])('to %s are refused', async (location, message) => {
    first.handler = redirectTo(location);
    await expect(createClient().request(first.url)).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      retryable: false,
      message: expect.stringMatching(message),
    });
  });
});

describe('proxies', () => {
  it('of the environment are used, but for this machine and NO_PROXY', async () => {
    const tunnels: string[] = [];
    const proxy = createServer();
    // Everything is tunnelled to the second server: no name is looked up.
    proxy.on('connect', (request, socket: Socket) => {
      tunnels.push(request.url ?? '');
      const upstream = connect(Number(new URL(second.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const client = createClient({ environment: { HTTP_PROXY: address, no_proxy: 'direct.invalid' } });

    const proxied = await client.request('http://models.invalid/m.gguf');
    expect(await proxied.body.text()).toBe('second');
    second.handler = (request, response) =>
      request.url === '/r' ? redirectTo('/m')(request, response) : void response.end('moved');
    const moved = await client.request('http://models.invalid/r');
    expect(await moved.body.text()).toBe('moved');
    const local = await client.request(first.url);
    expect(await local.body.text()).toBe('first');
    await expect(client.request('http://direct.invalid/')).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    expect(new Set(tunnels)).toEqual(new Set(['models.invalid:80']));

    await client.close();
    proxy.closeAllConnections();
    proxy.close();
  });
});

it('gives up on a server that stays silent', async () => {
  first.handler = () => undefined;
  await expect(createClient({ silenceTimeoutMs: 300 }).request(first.url)).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
    retryable: true,
    message: expect.stringContaining('stopped answering'),
  });
});

it('can be cancelled', async () => {
  first.handler = () => undefined;
  const signal = AbortSignal.timeout(50);
  await expect(createClient().request(first.url, { signal })).rejects.toMatchObject({ code: 'TIMEOUT' });
});

it('shows addresses without their query', () => {
  expect(displayUrl('https://host/a/b?token=secret')).toBe('https://host/a/b');
});
