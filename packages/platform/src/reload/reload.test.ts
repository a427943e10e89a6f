import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createReloadRig } from '../../test/reload-rig.ts';
import { eventually } from '../../test/test-platform.ts';
import { runServer } from '../server/run-server.ts';

test('what can change does, and what cannot is named; the log has the difference', async () => {
  await using server = await createReloadRig({ configuration: { server: { loadWaitMs: 1000 } } });
  const report = await server.change({ server: { loadWaitMs: 2000, maxHeaderBytes: 8192 }, log: { level: 'warn' } });
  expect(report).toEqual({
    trigger: 'request',
    outcome: 'changed',
    changes: [
      'server.loadWaitMs: 1000 → 2000 (tuneloop.config.json: server.loadWaitMs)',
      'log.level: info → warn (tuneloop.config.json: log.level)',
    ],
    needsRestart: ['server.maxHeaderBytes: 16384 → 8192 (tuneloop.config.json: server.maxHeaderBytes)'],
    problems: [],
  });
  const { config, reloader } = server.platform;
  expect([config.server.loadWaitMs, config.server.maxHeaderBytes]).toEqual([2000, 16_384]);
  expect(Object.isFrozen(config.server)).toBe(true);
  expect(reloader!.shown.warnings).toEqual([expect.stringMatching(/^needs a restart: server\.maxHeaderBytes: /)]);
  expect(server.logged()).toContain('these settings need a restart');

  // It is still so the next time, until the file says what runs.
  expect(await server.change({ server: { maxHeaderBytes: 8192 } })).toMatchObject({
    needsRestart: [expect.any(String)],
  });
  expect(await server.change({})).toMatchObject({ outcome: 'unchanged', needsRestart: [] });
});

test('a mistake refuses all of it, and every mistake is told', async () => {
  await using server = await createReloadRig({ configuration: { server: { loadWaitMs: 1000 } } });
  const report = await server.change({ server: { loadWaitMs: 2000, drainMs: -1 }, log: { level: 'loud' }, sevrer: {} });
  expect(report).toMatchObject({ outcome: 'refused', changes: [] });
  expect(report.problems).toHaveLength(3);
  expect(server.platform.config.server.loadWaitMs).toBe(1000);
  expect(server.logged()).toContain('configuration not reloaded: everything stays as it was');
});

test('a change that cannot be prepared refuses the others too, and undoes what was prepared', async () => {
  await using server = await createReloadRig();
  const done: string[] = [];
  const { settings } = server.platform;
  settings.onReload(['server'], () => ({ commit: () => done.push('commit'), discard: () => done.push('discard') }));
  const stop = settings.onReload(['server.drainMs', 'log'], async () => {
    throw new Error('not that');
  });
  const report = await server.change({ server: { loadWaitMs: 5 }, log: { level: 'error' } });
  expect(report).toMatchObject({ outcome: 'refused', problems: ['not that'] });
  expect([done, server.platform.config.server.loadWaitMs]).toEqual([['discard'], 20_000]);
  stop();
  expect(await server.change({ server: { loadWaitMs: 6 } })).toMatchObject({ outcome: 'changed' });
  expect(done).toEqual(['discard', 'commit']);
});

test('secrets are said to have changed, and never shown', async () => {
  const before = { server: { apiKey: 'first-secret' }, labelStudio: { token: 'old-token' } };
  await using server = await createReloadRig({ configuration: before });
  const report = await server.change({ server: { apiKey: 'second-secret' }, labelStudio: { token: 'new-token' } });
  expect(report.changes.join()).toMatch(/server\.apiKey: \[redacted\] → \[redacted\]/);
  expect(JSON.stringify(report) + server.logged()).not.toMatch(/first-secret|second-secret|old-token|new-token/);
});

test('reloads in quick succession are one', async () => {
  await using server = await createReloadRig();
  const reports = await Promise.all([1, 2, 3].map(() => server.platform.reloader!.reload('request')));
  expect(new Set(reports).size).toBe(1);
});

test('a file that is replaced is read again by itself, and a broken one is told of once', async () => {
  await using server = await createReloadRig({ configuration: { server: { loadWaitMs: 1000 } } });
  const notices: string[] = [];
  const ended = new AbortController();
  // It listens already; what is wanted here is who watches.
  const platform = { ...server.platform, state: 'ready' as const, listen: async () => ({ url: server.url, port: 1 }) };
  const running = runServer(platform, {
    signal: ended.signal,
    onNotice: ({ kind, text }) => kind === 'configuration' && notices.push(text),
  });
  const file = join(server.folder, 'tuneloop.config.json');
  const replace = async (content: string): Promise<void> => {
    await writeFile(`${file}.new`, content);
    await rename(`${file}.new`, file);
  };
  await replace('{"server": {"loadWaitMs": 3000}}');
  await eventually(() => server.platform.config.server.loadWaitMs === 3000);
  await replace('{"server":');
  await eventually(() => notices.length === 2);
  await server.platform.reloader!.reload('file');
  expect(notices).toEqual([
    expect.stringMatching(/^Configuration reloaded:\n {2}- server\.loadWaitMs: 1000 → 3000 \(/),
    expect.stringMatching(/^The configuration was not reloaded; everything stays as it was:\n {2}- .*not valid JSON/),
  ]);
  ended.abort();
  await running;
});
