import express from 'express';
import { expect, test } from 'vitest';
import { listen, type TestServer } from '../../test/start-server.ts';
import { createHostGuard } from './host-guard.ts';
import type { HostGuardOptions } from './host-rules.ts';

function startGuarded(options?: HostGuardOptions): Promise<TestServer> {
  const app = express();
  app.use(createHostGuard(options));
  app.all('/', (_request, response) => {
    response.send('let in');
  });
  return listen(app);
}

const request = (host: string | undefined, ...headers: string[]): string =>
  [
    `GET / HTTP/1.${host === undefined ? 0 : 1}`,
    ...(host === undefined ? [] : [`Host: ${host}`]),
    'Connection: close',
    ...headers,
    '',
    '',
  ].join('\r\n');

test.each([
  ['localhost:8000', 200],
  ['LOCALHOST', 200],
  ['app.localhost', 200],
  ['127.0.0.1:1', 200],
  ['127.8.9.1', 200],
  ['[::1]:8000', 200],
  ['llm:8000', 200],
  ['llm', 403],
  ['llm:8001', 403],
  ['server', 200],
  ['server:9', 200],
  ['evil.example', 403],
  ['127.0.0.1.evil.example', 403],
  ['localhost.evil.example', 403],
  ['128.0.0.1', 403],
  ['user@localhost', 403],
  ['', 403],
  [undefined, 403],
])('Host %s: %d', async (host, status) => {
  await using server = await startGuarded({ allowedHosts: ['llm:8000', 'Server'] });
  const answer = await server.raw(request(host));
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  if (status === 403) expect(answer).toContain('"code":"forbidden"');
  expect(answer).toMatch(/^x-request-id: /im);
});

test.each([
  ['http://localhost:5173', 200],
  ['https://127.0.0.1', 200],
  ['http://[::1]:3000', 200],
  ['https://app.example', 200],
  ['https://app.example:444', 403],
  ['https://evil.example', 403],
  ['http://localhost.evil.example', 403],
  ['null', 403],
  ['file://localhost', 403],
  ['nonsense', 403],
])('Origin %s: %d', async (origin, status) => {
  await using server = await startGuarded({ allowedOrigins: ['https://app.example/'] });
  const answer = await fetch(server.url, { headers: { origin } });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('access-control-allow-origin')).toBe(status === 200 ? origin : null);
  expect(answer.headers.get('vary')).toContain('Origin');
});

test('a preflight request is answered, with the headers it asks for', async () => {
  await using server = await startGuarded();
  const answer = await fetch(server.url, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-stainless-os',
    },
  });
  expect(answer.status).toBe(204);
  expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
  expect(answer.headers.get('access-control-allow-headers')).toBe('authorization,content-type,x-stainless-os');
});

test("the server's own page may call it under every name that it has, pages of other sites may not", async () => {
  await using server = await startGuarded({ allowedHosts: ['llm'] });
  expect(await server.raw(request('llm:8000', 'Origin: http://llm:8000'))).toContain('let in');
  expect(await server.raw(request('llm:8000', 'Origin: http://other:8000'))).toContain('Pages of');
});

test.each([
  ['a proxy of ours', true, 'chat.example', 200],
  ['a proxy of ours', true, 'evil.example', 403],
  ['somebody', false, 'evil.example', 200],
])('what %s forwards (trusted: %s) for %s: %d', async (_who, isTrusted, forwarded, status) => {
  await using server = await startGuarded({ allowedHosts: ['chat.example'], trustsProxy: () => isTrusted });
  const answer = await server.raw(request('localhost', `X-Forwarded-Host: ${forwarded}`));
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('a page of the host that a proxy of ours was asked for is our own', async () => {
  const options = { allowedHosts: ['chat.example'], trustsProxy: () => true };
  await using server = await startGuarded(options);
  const headers = ['X-Forwarded-Host: chat.example', 'Origin: https://chat.example'];
  expect(await server.raw(request('127.0.0.1:8000', ...headers))).toMatch(/^HTTP\/1.1 200 /);
  await using other = await startGuarded({ ...options, trustsProxy: () => false });
  expect(await other.raw(request('127.0.0.1:8000', ...headers))).toMatch(/^HTTP\/1.1 403 /);
});
