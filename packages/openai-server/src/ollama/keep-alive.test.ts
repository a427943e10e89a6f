import { describe, expect, test } from 'vitest';
import { createManagedProvider } from '../../test/managed-provider.ts';
import { startServer } from '../../test/start-server.ts';
import { createStubModel } from '../../test/stub-model.ts';
import { decodeKeepAlive } from './keep-alive.ts';

test.each([
  [0, 0],
  ['0', 0],
  ['0s', 0],
  [90, 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['250ms', 250],
  [-1, undefined],
  ['-1', undefined],
  ['-1m', undefined],
])('%j is %j ms', (wire, milliseconds) => {
  expect(decodeKeepAlive(wire)).toEqual({ milliseconds });
});

test.each(['soon', '5 minutes', '', '5d'])('%j is refused', (wire) => {
  expect(() => decodeKeepAlive(wire)).toThrow('keep_alive must be seconds');
});

test('without it nothing changes', () => {
  expect(decodeKeepAlive(undefined)).toBeUndefined();
  expect(decodeKeepAlive(null)).toBeUndefined();
});

describe('the provider is told', () => {
  const messages = [{ role: 'user', content: 'Hi' }];
  test.each([
    ['/api/chat', { messages, stream: false, keep_alive: '5m' }, 300_000],
    ['/api/chat', { messages: [], keep_alive: -1 }, undefined],
    ['/api/generate', { prompt: 'Hi', stream: false, keep_alive: 0 }, 0],
    ['/api/embed', { input: 'Hi', keep_alive: 10 }, 10_000],
  ])('%s %j', async (path, body, milliseconds) => {
    const models = createManagedProvider(createStubModel());
    await using server = await startServer({ models });
    const answer = await server.post(path, { model: 'stub', ...body });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-tuneloop-ignored')).toBeNull();
    expect(models.calls).toEqual([['keep', 'stub', milliseconds]]);
  });

  test.each([
    ['/api/chat', { messages: [] }],
    ['/api/generate', { prompt: '' }],
  ])('%s: an empty request with 0 unloads without loading', async (path, body) => {
    const models = createManagedProvider(createStubModel());
    await using server = await startServer({
      models: { ...models, acquire: async () => Promise.reject(new Error('it must not be loaded')) },
    });
    const answer = await server.post(path, { model: 'stub', ...body, keep_alive: 0 });
    expect(await answer.json()).toMatchObject({ model: 'stub', done: true, done_reason: 'unload' });
    expect(models.calls).toEqual([['keep', 'stub', 0]]);
  });
});
