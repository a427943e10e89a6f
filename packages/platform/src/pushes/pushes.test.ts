import { expect, test } from 'vitest';
import { createTestPlatform, eventually } from '../../test/test-platform.ts';

type Json = Record<string, unknown>;

async function call(url: string, body?: object): Promise<[number, Json]> {
  const init = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(url, init);
  return [response.status, (await response.json()) as Json];
}

test('a service that is not configured is refused, with the settings that are missing', async () => {
  await using server = await createTestPlatform({ env: { LANGFUSE_BASE_URL: 'http://127.0.0.1:1' } });
  const { url } = await server.platform.listen();
  expect(await call(`${url}/v1/pushes/targets`)).toMatchObject([
    200,
    {
      data: [
        { name: 'label-studio', configured: false, missing: ['LABEL_STUDIO_URL', 'LABEL_STUDIO_API_KEY'] },
        { name: 'langfuse', url: 'http://127.0.0.1:1', missing: ['LANGFUSE_PUBLIC_KEY', 'LANGFUSE_SECRET_KEY'] },
      ],
    },
  ]);
  const [status, refusal] = await call(`${url}/v1/pushes`, { target: 'label-studio' });
  expect([status, JSON.stringify(refusal)]).toEqual([400, expect.stringContaining('LABEL_STUDIO_API_KEY')]);
});

test('a push is listed, shown and cancelled', async () => {
  const env = { LABEL_STUDIO_URL: 'http://127.0.0.1:1', LABEL_STUDIO_API_KEY: 'legacy', LABEL_STUDIO_PROJECT: '1' };
  await using server = await createTestPlatform({ env });
  const { url } = await server.platform.listen();
  const [, { id }] = await call(`${url}/v1/pushes`, { target: 'label-studio', where: { rating: 'none' } });
  const path = `${url}/v1/pushes/${String(id)}`;
  expect(await call(`${url}/v1/pushes`)).toMatchObject([200, { data: [{ id, kind: 'push' }] }]);
  const cancelled = (await (await fetch(path, { method: 'DELETE' })).json()) as Json;
  expect(cancelled).toMatchObject({ id });
  await eventually(async () => (await call(path))[1]['ended_at'] !== null);
  expect((await call(`${url}/v1/pushes/job_none`))[0]).toBe(404);
});
