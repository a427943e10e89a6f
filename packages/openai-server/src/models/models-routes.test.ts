import { expect, test } from 'vitest';
import { createManagedProvider } from '../../test/managed-provider.ts';
import { startServer } from '../../test/start-server.ts';
import { createStubModel } from '../../test/stub-model.ts';

test('models are loaded, unloaded and made the default by an administrator', async () => {
  const models = createManagedProvider(createStubModel());
  await using server = await startServer({ models });
  const post = async (path: string, body: unknown): Promise<unknown> => (await server.post(path, body)).json();
  expect(await post('/models/load', { model: 'stub' })).toEqual({ success: true });
  expect(await post('/models/unload', { model: 'stub' })).toEqual({ success: true });
  expect(await post('/v1/models/default', { model: 'stub', drain_first: true })).toEqual({ success: true });
  expect(models.calls).toEqual([
    ['load', 'stub'],
    ['unload', 'stub'],
    ['default', 'stub', true],
  ]);
});

test.each(['/models/load', '/models/unload', '/v1/models/default'])('%s needs the scope admin', async (path) => {
  const models = createManagedProvider(createStubModel());
  await using server = await startServer({ models, authenticate: () => ({ id: 'a', scopes: ['chat'] }) });
  expect((await server.post(path, { model: 'stub' }, { headers: { authorization: 'Bearer k' } })).status).toBe(403);
  expect(models.calls).toEqual([]);
});

test('an unknown model is 404, a wrong body 400, a server whose models stay says so', async () => {
  await using server = await startServer({ models: createManagedProvider(createStubModel()) });
  const unknown = await server.post('/models/load', { model: 'unknown' });
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ error: { code: 'model_not_found' } });
  expect((await server.post('/models/load', { name: 'stub' })).status).toBe(400);
  await using fixed = await startServer();
  expect(await (await fixed.post('/models/load', { model: 'stub' })).json()).toMatchObject({
    error: { message: expect.stringContaining('do not come and go') as unknown },
  });
});

test('/v1/models/default shows the default model, and tells its methods', async () => {
  await using server = await startServer({ models: createManagedProvider(createStubModel()) });
  expect(await (await fetch(`${server.url}/v1/models/default`)).json()).toMatchObject({ id: 'stub', object: 'model' });
  const options = await fetch(`${server.url}/v1/models/default`, { method: 'OPTIONS' });
  expect(options.headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS');
});
