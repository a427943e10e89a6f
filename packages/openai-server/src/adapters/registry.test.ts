import { describe, expect, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import { createStubAdapters } from '../../test/stub-adapters.ts';

describe('the versions of an adapter', () => {
  test('are told with what happened to them', async () => {
    await using server = await startServer({ adapters: createStubAdapters() });
    const answer = await fetch(`${server.url}/v1/adapters/pirate/history`);
    const time = Math.floor(Date.parse('2026-01-02T03:04:05Z') / 1000);
    expect(await answer.json()).toMatchObject({
      object: 'adapter.history',
      name: 'pirate',
      version: 3,
      default_scale: 0.5,
      versions: [{ version: 3, state: 'live', created_at: time, continued_from: 'pirate@2', metrics: { loss: 1.5 } }],
      events: [
        { type: 'added', version: 3, created_at: time },
        { type: 'promoted', version: 3, reason: 'better' },
      ],
    });
  });

  test('go live, back, out of use and away', async () => {
    const adapters = createStubAdapters();
    await using server = await startServer({ adapters });
    const promote = { version: 3, reason: 'better', default_scale: 0.5, force: true };
    const answer = await server.post('/v1/adapters/pirate/promote', promote);
    expect(await answer.json()).toEqual({
      object: 'adapter.promotion',
      name: 'pirate',
      version: 3,
      previous: 2,
      default_scale: 0,
      warnings: [],
    });
    await server.post('/v1/adapters/pirate/rollback', {});
    await server.post('/v1/adapters/caf%C3%A9/retire', { reason: 'worse' });
    await fetch(`${server.url}/v1/adapters/pirate/versions/2`, { method: 'DELETE' });
    expect(adapters.calls).toEqual([
      { promote: { name: 'pirate', version: 3, reason: 'better', defaultScale: 0.5, force: true } },
      { rollback: { name: 'pirate' } },
      { retire: { name: 'café', reason: 'worse' } },
      { remove: { name: 'pirate', version: 2 } },
    ]);
  });

  test.each([
    ['promote', {}, 'version'],
    ['promote', { version: 0 }, 'version'],
    ['promote', { version: 1, default_scale: 1000 }, 'default_scale'],
    ['rollback', { to: 1 }, 'to'],
    ['retire', { reason: 5 }, 'reason'],
  ])('are left alone by %s with %j', async (change, body, param) => {
    const adapters = createStubAdapters();
    await using server = await startServer({ adapters });
    const answer = await server.post(`/v1/adapters/pirate/${change}`, body);
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { param } }]);
    expect(adapters.calls).toEqual([]);
  });

  test('need the scope admin where they change, and a server that keeps them', async () => {
    const adapters = createStubAdapters();
    const authenticate = async (): Promise<{ id: string; scopes: 'chat'[] }> => ({ id: 'me', scopes: ['chat'] });
    await using server = await startServer({ adapters, authenticate });
    const headers = { authorization: 'Bearer x' };
    for (const change of ['promote', 'rollback', 'retire']) {
      expect((await server.post(`/v1/adapters/pirate/${change}`, {}, { headers })).status).toBe(403);
    }
    const version = `${server.url}/v1/adapters/pirate/versions/1`;
    expect((await fetch(version, { method: 'DELETE', headers })).status).toBe(403);
    expect((await fetch(`${server.url}/v1/adapters/pirate/history`, { headers })).status).toBe(200);
    expect(adapters.calls).toEqual([]);
    await using bare = await startServer({ adapters: { ...adapters, registry: undefined } });
    expect((await fetch(`${bare.url}/v1/adapters/pirate/history`)).status).toBe(400);
  });
});
