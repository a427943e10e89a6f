import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { createTestPlatform } from '../../test/test-platform.ts';

interface Document {
  tags: { name: string }[];
  paths: Record<string, Record<string, { operationId: string; tags: string[] }>>;
}

test('the document describes what the whole server has: the API, the stateful API and tools', async () => {
  await using server = await createTestPlatform({ env: { API_KEY: 'key' } });
  const { url } = await server.platform.listen();
  const text = await (await fetch(`${url}/openapi.json`)).text();
  const document = JSON.parse(text) as Document;
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/v1/responses', '/chat', '/lab/conversations/{id}/fork', '/mcp', '/tools', '/tool_call']),
  );
  expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const ids = operations.map(({ operationId }) => operationId);
  expect(ids).toHaveLength(new Set(ids).size);
  expect(document.tags.map(({ name }) => name)).toEqual(
    expect.arrayContaining([...new Set(operations.flatMap(({ tags }) => tags))]),
  );

  // Routes that need nothing but a key are really there.
  const headers = { authorization: 'Bearer key' };
  for (const path of [
    '/health',
    '/health/live',
    '/health/ready',
    '/props',
    '/models',
    '/lab/tools',
    '/lab/conversations',
    '/tools',
  ]) {
    expect(document.paths[path], path).toHaveProperty('get');
    expect((await fetch(url + path, { headers })).status, path).toBe(200);
  }
});
