import { expect, test } from 'vitest';
import { createTestPlatform, eventually } from '../../test/test-platform.ts';

test('what happens to models is told over the WebSocket, without the folders of their files', async () => {
  await using server = await createTestPlatform({ flags: { model: '/models/Scripted.Q4.gguf' } });
  const { platform } = server;
  const { url } = await platform.listen();
  await platform.host.ready();
  const messages: Record<string, unknown>[] = [];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`);
  socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(String(data)) as Record<string, unknown>));
  const has = (type: string): boolean => messages.some((message) => message.type === type);
  await eventually(() => has('ready'));
  for (const topic of ['models', 'adapters']) socket.send(JSON.stringify({ type: 'subscribe', topic }));
  await eventually(() => messages.filter(({ type }) => type === 'subscribed').length === 2);

  await platform.service.pool.unload(platform.service.pool.defaultId!);
  await platform.service.pool.load(platform.service.pool.defaultId!);
  const events = (): unknown[] =>
    messages.filter(({ topic }) => topic === 'models').flatMap(({ event }) => event ?? []);
  await eventually(() => events().some((event) => (event as { type: string }).type === 'ready'));
  const model = 'scripted';
  expect(events()).toEqual([
    { type: 'draining', model, reason: 'asked', active_requests: 0 },
    { type: 'unloaded', model, reason: 'asked' },
    { type: 'loading', model },
    { type: 'progress', model, progress: expect.objectContaining({ phase: 'load' }) },
    { type: 'ready', model, context_size: 4096, slots: 4 },
  ]);
  expect(JSON.stringify(messages)).not.toContain('/models');
  socket.close();
});
