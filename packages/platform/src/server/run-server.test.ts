import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { createTestPlatform, eventually } from '../../test/test-platform.ts';
import { runServer } from './run-server.ts';

test('the default model is announced when it is ready first, and when it is another one, not each time it comes back', async () => {
  await using server = await createTestPlatform();
  const { host, service } = server.platform;
  const { pool } = service;
  const ended = new AbortController();
  const ready: string[] = [];
  const kinds: string[] = [];
  const running = runServer(server.platform, {
    signal: ended.signal,
    onNotice: ({ kind, text }) => {
      kinds.push(kind);
      if (kind === 'ready') ready.push(text);
    },
  });
  await host.ready();
  await pool.unload(pool.defaultId!);
  await host.ready();
  const engine = createScriptedEngine({ slots: 1 });
  pool.add({
    id: 'other',
    resolve: async () => ({ id: 'other' }),
    load: (source, options) => engine.load(source, options),
  });
  await pool.switchDefault('other');
  await eventually(() => ready.length === 2);
  expect(ready).toEqual([
    expect.stringMatching(/^Ready after \d+\.\d s: scripted \(4 at a time, context of 4096 tokens\)\.$/),
    'Now serving: other (1 at a time, context of 4096 tokens).',
  ]);
  expect(kinds.filter((kind) => kind === 'example')).toHaveLength(1);
  expect(kinds.indexOf('example')).toBeGreaterThan(kinds.indexOf('ready'));
  ended.abort();
  expect(await running).toBe(0);
});
