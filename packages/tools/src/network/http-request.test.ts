import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { serve, stubNetwork } from '../../test/stub-network.ts';
import { httpRequest, httpRequestSchema, type HttpRequestArguments } from './http-request.ts';

const publicAddress = '93.184.216.34';
const names = { 'example.org': [publicAddress], 'other.test': ['93.184.216.35'] };
const request = (args: Partial<HttpRequestArguments> & { url: string }) => httpRequestSchema.parse(args);

describe('httpRequest', () => {
  it('sends method, headers and body, and gives back status, headers and text', async () => {
    await using server = await serve(async (request, response) => {
      const body = await text(request);
      const { host, 'x-key': key, 'content-type': type } = request.headers;
      response.writeHead(201, { 'content-type': 'application/json', 'x-answer': ['a', 'b'] });
      response.end(JSON.stringify({ method: request.method, url: request.url, host, key, type, body }));
    });
    const network = stubNetwork(names, { [`${publicAddress}:80`]: server.port });
    const args = request({
      url: 'http://example.org/a?b=c#d',
      method: 'POST',
      headers: { 'X-Key': '1' },
      body: { ü: 1 },
    });
    const result = await httpRequest(args, network.context());
    expect(result).toMatchObject({ status_code: 201, headers: { 'x-answer': 'a, b' } });
    expect(result).not.toHaveProperty('url');
    expect(JSON.parse(result.body)).toStrictEqual({
      method: 'POST',
      url: '/a?b=c',
      host: 'example.org',
      key: '1',
      type: 'application/json',
      body: '{"ü":1}',
    });
    expect(network.connected).toStrictEqual([{ address: publicAddress, port: 80 }]);
  });

  it('encrypts for https, with the name that was asked for', async () => {
    const network = stubNetwork(names);
    await expect(httpRequest(request({ url: 'https://example.org./' }), network.context())).rejects.toThrow(
      expect.objectContaining({ code: 'TOOL_FAILED' }),
    );
  });

  it('connects to the address that was judged, though the name has another one by then', async () => {
    await using server = await serve((_, response) => void response.end('public'));
    const answers = [[publicAddress], ['127.0.0.1']];
    const network = stubNetwork(
      { 'rebind.test': () => answers.shift() ?? ['127.0.0.1'] },
      { [`${publicAddress}:80`]: server.port },
    );
    const result = await httpRequest(request({ url: 'http://rebind.test/' }), network.context());
    expect(result.body).toBe('public');
    expect(network.connected).toStrictEqual([{ address: publicAddress, port: 80 }]);
    const again = httpRequest(request({ url: 'http://rebind.test/' }), network.context());
    await expect(again).rejects.toThrow(expect.objectContaining({ code: 'TOOL_DENIED' }));
    expect(network.connected).toHaveLength(1);
  });

  it('connects to the judged address again when the server closes the first connection', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    let lookups = 0;
    const network = stubNetwork(
      { 'rebind.test': () => (lookups++ === 0 ? [publicAddress] : ['127.0.0.1']) },
      { [`${publicAddress}:80`]: (server.address() as AddressInfo).port },
    );
    await expect(httpRequest(request({ url: 'http://rebind.test/' }), network.context())).rejects.toThrow(
      expect.objectContaining({ code: 'TOOL_FAILED' }),
    );
    server.close();
    expect(connections).toBeGreaterThan(0);
    expect(network.lookedUp).toHaveLength(1);
    expect(new Set(network.connected.map(({ address }) => address))).toStrictEqual(new Set([publicAddress]));
  });

  it('tries the next address when the first does not answer', async () => {
    await using server = await serve((_, response) => void response.end('second'));
    const network = stubNetwork(
      { 'two.test': ['93.184.216.40', publicAddress] },
      { [`${publicAddress}:80`]: server.port },
    );
    const result = await httpRequest(request({ url: 'http://two.test/' }), network.context());
    expect(result.body).toBe('second');
    expect(network.connected.map(({ address }) => address)).toStrictEqual(['93.184.216.40', publicAddress]);
  });

  it('uses no proxy of the environment', async () => {
    const proxied = vi.fn<() => void>();
    await using proxy = await serve((_, response) => {
      proxied();
      response.end('proxy');
    });
    await using server = await serve((_, response) => void response.end('direct'));
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) {
      vi.stubEnv(name, name === 'NODE_USE_ENV_PROXY' ? '1' : `http://127.0.0.1:${proxy.port}`);
    }
    const network = stubNetwork(names, { [`${publicAddress}:80`]: server.port });
    const result = await httpRequest(request({ url: 'http://example.org/' }), network.context());
    vi.unstubAllEnvs();
    expect(result.body).toBe('direct');
    expect(proxied).not.toHaveBeenCalled();
  });

  it('really connects to loopback when the policy allows that', async () => {
    await using server = await serve((_, response) => void response.end('here'));
    const { defaultNetworkHooks } = await import('./network-hooks.ts');
    const { context } = stubNetwork();
    const allowed = context({ allowAddresses: ['loopback'], ports: [server.port] });
    const args = request({ url: `http://127.0.0.1:${server.port}/` });
    const result = await httpRequest(args, { ...allowed, hooks: defaultNetworkHooks });
    expect(result.body).toBe('here');
  });
});

describe('what must not be sent', () => {
  it.each([
    { 'X-A': 'a\r\nHost: evil' },
    { 'X-A': 'a\nb' },
    { 'X-A': 'a\0b' },
    { 'X A': 'b' },
    { 'X-A\r\nX-B': 'b' },
    { '': 'b' },
    { Host: 'evil.test' },
    { 'Content-Length': '0' },
    { 'Transfer-Encoding': 'chunked' },
    { Connection: 'x-secret' },
    { 'Proxy-Authorization': 'Basic x' },
    { Upgrade: 'h2c' },
    { 'X-A': 'a'.repeat(20_000) },
  ])('the headers %j', async (headers) => {
    const network = stubNetwork(names);
    const call = async () => httpRequest(request({ url: 'http://example.org/', headers }), network.context());
    await expect(call()).rejects.toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    expect(network.connected).toStrictEqual([]);
  });

  it('a body with GET, or one that is too large', async () => {
    const network = stubNetwork(names);
    const send = async (args: Partial<HttpRequestArguments>) =>
      httpRequest(request({ url: 'http://example.org/', ...args }), network.context({ maxRequestBytes: 10 }));
    await expect(send({ body: 'x' })).rejects.toThrow(/no body/);
    await expect(send({ method: 'POST', body: 'x'.repeat(11) })).rejects.toThrow(/11 bytes; at most 10/);
    expect(network.connected).toStrictEqual([]);
  });

  it('a line break in the path', async () => {
    const lines: string[] = [];
    await using server = await serve((request, response) => {
      lines.push(request.url!);
      response.end();
    });
    const network = stubNetwork(names, { [`${publicAddress}:80`]: server.port });
    await httpRequest(request({ url: 'http://example.org/a\r\nX: y/%0d%0aZ' }), network.context());
    expect(lines).toStrictEqual(['/aX:%20y/%0d%0aZ']);
  });
});

describe('redirects', () => {
  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://[::ffff:a9fe:a9fe]/latest/meta-data/',
    'http://loop.test/',
    '//10.0.0.1/',
    'http://example.org:22/',
    'file:///etc/passwd',
    'http://user:pass@example.org/',
  ])('to %s are refused', async (location) => {
    await using server = await serve((_, response) => void response.writeHead(302, { location }).end());
    const network = stubNetwork({ ...names, 'loop.test': ['127.0.0.1'] }, { [`${publicAddress}:80`]: server.port });
    await expect(httpRequest(request({ url: 'http://example.org/' }), network.context())).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/TOOL_DENIED|TOOL_FAILED/) }),
    );
    expect(network.connected).toHaveLength(1);
  });

  it('to another origin take along no header that could hold a secret', async () => {
    const seen: Record<string, unknown>[] = [];
    await using other = await serve((request, response) => {
      seen.push(request.headers);
      response.end('other');
    });
    await using server = await serve((request, response) => {
      seen.push(request.headers);
      if (request.url === '/') response.writeHead(307, { location: '/again' }).end();
      else response.writeHead(302, { location: 'http://other.test/' }).end();
    });
    const network = stubNetwork(names, {
      [`${publicAddress}:80`]: server.port,
      '93.184.216.35:80': other.port,
    });
    const headers = { Authorization: 'Bearer secret', Cookie: 'a=b', 'X-Api-Key': 'secret', Accept: 'text/plain' };
    const result = await httpRequest(request({ url: 'http://example.org/', headers }), network.context());
    expect(result).toMatchObject({ body: 'other', url: 'http://other.test/' });
    expect(seen[1]).toMatchObject({ authorization: 'Bearer secret', cookie: 'a=b', 'x-api-key': 'secret' });
    expect(seen[2]).toMatchObject({ accept: 'text/plain', host: 'other.test' });
    for (const secret of ['authorization', 'cookie', 'x-api-key']) expect(seen[2]).not.toHaveProperty(secret);
  });

  it.each([
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [307, 'POST', 'POST', 'text'],
    [308, 'PUT', 'PUT', 'text'],
  ] as const)('%i turns %s into %s', async (status, method, becomes, expected) => {
    await using server = await serve(async (request, response) => {
      const body = await text(request);
      if (request.url === '/') response.writeHead(status, { location: '/next' }).end();
      else response.end(`${request.method} ${body} ${request.headers['content-type'] ?? ''}`);
    });
    const network = stubNetwork(names, { [`${publicAddress}:80`]: server.port });
    const result = await httpRequest(request({ url: 'http://example.org/', method, body: 'text' }), network.context());
    expect(result.body).toBe(`${becomes} ${expected} ${expected === '' ? '' : 'text/plain;charset=utf-8'}`);
  });

  it('end after as many as the policy says', async () => {
    await using server = await serve((request, response) => {
      response.writeHead(302, { location: `${request.url}x` }).end();
    });
    const network = stubNetwork(names, { [`${publicAddress}:80`]: server.port });
    const call = httpRequest(request({ url: 'http://example.org/' }), network.context({ maxRedirects: 2 }));
    await expect(call).rejects.toThrow(/after 2 redirects/);
    expect(network.connected).toHaveLength(3);
  });
});

describe('what comes back', () => {
  const answer = async (headers: Record<string, string>, body: Buffer | string, maxResponseBytes = 1000) => {
    await using server = await serve((_, response) => void response.writeHead(200, headers).end(body));
    const network = stubNetwork(names, { [`${publicAddress}:80`]: server.port });
    return await httpRequest(request({ url: 'http://example.org/' }), network.context({ maxResponseBytes }));
  };

  it('is decompressed', async () => {
    expect((await answer({ 'content-encoding': 'gzip' }, gzipSync('Grüezi'))).body).toBe('Grüezi');
    expect((await answer({ 'content-encoding': 'br' }, brotliCompressSync('Grüezi'))).body).toBe('Grüezi');
  });

  it('is decoded by its charset', async () => {
    const headers = { 'content-type': 'text/plain; charset=iso-8859-1' };
    expect((await answer(headers, Buffer.from('Grüezi', 'latin1'))).body).toBe('Grüezi');
  });

  it('is cut, between characters', async () => {
    const result = await answer({}, 'ü'.repeat(1000), 101);
    expect(result).toMatchObject({ body: 'ü'.repeat(50), note: 'The body was cut after 101 bytes.' });
    const whole = await answer({}, 'x'.repeat(100), 100);
    expect(whole).not.toHaveProperty('note');
  });

  it('is left out when it is no text', async () => {
    expect(await answer({ 'content-type': 'image/png' }, 'PNG')).toMatchObject({
      body: '',
      note: 'The body was left out: 3 bytes of image/png, which is not text.',
    });
    expect(await answer({}, Buffer.from([1, 0, 255]))).toMatchObject({
      body: '',
      note: expect.stringContaining('left out'),
    });
  });

  it('costs no more than the limit, however far it would unfold', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const before = process.memoryUsage().rss;
    const result = await answer({ 'content-encoding': 'gzip', 'content-type': 'text/plain' }, bomb, 10_000_000);
    expect(result.note).toMatch(/left out|cut/);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it.each(['HEAD', 'DELETE'] as const)('may be nothing at all, whatever its encoding: %s', async (method) => {
    await using server = await serve((_, response) => {
      response.writeHead(method === 'HEAD' ? 200 : 204, { 'content-encoding': 'gzip' }).end();
    });
    const network = stubNetwork(names, { [`${publicAddress}:80`]: server.port });
    const result = await httpRequest(request({ url: 'http://example.org/', method }), network.context());
    expect(result).toMatchObject({ body: '', headers: { 'content-encoding': 'gzip' } });
    expect(result).not.toHaveProperty('note');
  });

  it('fails when it is not what its encoding says', async () => {
    await expect(answer({ 'content-encoding': 'gzip' }, 'no gzip')).rejects.toThrow(/incorrect header check/);
  });

  it('is refused in an encoding that was not asked for', async () => {
    await expect(answer({ 'content-encoding': 'gzip, gzip' }, 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'TOOL_FAILED' }),
    );
  });

  it('is not waited for longer than the limit, nor after a cancel', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200);
      // A byte now and then keeps every idle timer from firing.
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const network = stubNetwork(names, { [`${publicAddress}:80`]: server.port });
    const args = request({ url: 'http://example.org/' });
    await expect(httpRequest(args, network.context({ timeoutMs: 150 }))).rejects.toThrow(
      expect.objectContaining({ code: 'TIMEOUT', message: 'There was no complete answer within 150 ms.' }),
    );
    const controller = new AbortController();
    const call = httpRequest(args, network.context({}, controller.signal));
    setTimeout(() => controller.abort(), 50);
    await expect(call).rejects.toThrow(expect.objectContaining({ code: 'ABORTED' }));
  });

  it('has bounded headers', async () => {
    await expect(answer({ 'x-large': 'x'.repeat(40_000) }, '')).rejects.toThrow(/headers are too large/);
  });
});
