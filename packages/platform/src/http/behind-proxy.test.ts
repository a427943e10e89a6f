import { expect, test } from 'vitest';
import { createTestPlatform, rawRequest, type TestPlatform } from '../../test/test-platform.ts';

const forwarded = { 'x-forwarded-for': '203.0.113.9, 10.0.0.1', 'x-forwarded-host': 'chat.example' };

async function loggedClient(server: TestPlatform, headers: Record<string, string>): Promise<unknown> {
  const { url } = await server.platform.listen();
  await rawRequest(`${url}/v1/models`, { headers });
  const line =
    server
      .logged()
      .split('\n')
      .find((text) => text.includes('"msg":"request"')) ?? '{}';
  return (JSON.parse(line) as { client?: string }).client;
}

test.each([
  [[], '127.0.0.1'],
  [['loopback'], '10.0.0.1'],
  [['loopback', '10.0.0.0/8'], '203.0.113.9'],
  [['2'], '203.0.113.9'],
])('with the proxies %j the client is %s', async (trustProxy, client) => {
  const server = { apiKey: 'k', trustProxy, allowedHosts: ['chat.example'] };
  await using platform = await createTestPlatform({ configuration: { server } });
  expect(await loggedClient(platform, forwarded)).toBe(client);
});

test('the page of the name that a trusted proxy was asked for is our own, and other names are refused', async () => {
  const configuration = { server: { apiKey: 'k', trustProxy: ['loopback'], allowedHosts: ['chat.example'] } };
  await using server = await createTestPlatform({ configuration });
  const { url } = await server.platform.listen();
  const ask = async (host: string, origin: string): Promise<number> =>
    (await rawRequest(`${url}/health/live`, { headers: { 'x-forwarded-host': host, origin } })).status;
  expect(await ask('chat.example', 'https://chat.example')).toBe(200);
  expect(await ask('evil.example', 'https://evil.example')).toBe(403);
});

test('without a key there is no server behind a proxy: whoever reaches the proxy would be let in', async () => {
  const configuration = { server: { trustProxy: ['loopback'] } };
  await expect(createTestPlatform({ configuration })).rejects.toThrow(/a proxy in front lets other machines in/);
});
