import { describe, expect, test } from 'vitest';
import { createTestPlatform, rawRequest } from '../../test/test-platform.ts';

describe('the host guard covers everything', () => {
  const paths = [
    '/',
    '/favicon.svg',
    '/health',
    '/health/live',
    '/props',
    '/v1/models',
    '/docs',
    '/openapi.json',
    '/nowhere',
  ];

  test.each(paths)('%s refuses a foreign Host and a foreign Origin', async (path) => {
    await using server = await createTestPlatform();
    const { url } = await server.platform.listen();
    const host = await rawRequest(url + path, { headers: { host: 'evil.example' } });
    expect(host.status).toBe(403);
    expect(JSON.parse(host.text)).toMatchObject({ error: { message: expect.stringContaining('ALLOWED_HOSTS') } });
    const origin = await rawRequest(url + path, { headers: { origin: 'https://evil.example' } });
    expect(origin.status).toBe(403);
    expect(origin.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('pages on localhost may use the API, and their preflight requests are answered', async () => {
    await using server = await createTestPlatform({ env: { API_KEY: 'k' } });
    const { url } = await server.platform.listen();
    const origin = 'http://localhost:5173';
    const preflight = await rawRequest(`${url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization, content-type',
    });
    const models = await rawRequest(`${url}/v1/models`, { headers: { origin, authorization: 'Bearer k' } });
    expect(models).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } });
  });

  test('ALLOWED_HOSTS lets a name in', async () => {
    await using server = await createTestPlatform({ env: { ALLOWED_HOSTS: 'llm' } });
    const { url } = await server.platform.listen();
    expect((await rawRequest(`${url}/health/live`, { headers: { host: 'llm:8000' } })).status).toBe(200);
  });
});

describe("what is wrong gets an error in the API's shape", () => {
  test.each([
    ['GET', '/nowhere', 404],
    ['POST', '/health', 405],
    ['GET', '/v1/models/%zz', 400],
    ['GET', '/../package.json', 404],
    ['GET', '/..%2f..%2fpackage.json', 404],
  ])('%s %s: %d', async (method, path, status) => {
    await using server = await createTestPlatform();
    const { url } = await server.platform.listen();
    const response = await rawRequest(url + path, { method });
    expect(response.status).toBe(status);
    expect(JSON.parse(response.text)).toMatchObject({ error: { message: expect.any(String) } });
    expect(response.text).not.toMatch(/node_modules|\bat \w+ \(/);
  });

  test('a body over the limit', async () => {
    await using server = await createTestPlatform({ flags: { bodyLimitBytes: 2048 } });
    const { url } = await server.platform.listen();
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'a'.repeat(4096) }] });
    const response = await rawRequest(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(413);
  });
});

test('the page comes with a policy that allows nothing inline and nothing from elsewhere', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const page = await fetch(url);
  expect(page.headers.get('content-type')).toContain('text/html');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:/);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.has('x-powered-by')).toBe(false);
});
