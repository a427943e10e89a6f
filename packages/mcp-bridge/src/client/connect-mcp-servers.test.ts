import { fileURLToPath } from 'node:url';
import type { Tool, ToolProgress, ToolResult } from '@tuneloop/protocol';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fixtureServer } from '../../test/fixture-server.ts';
import type { Logger } from '../logger.ts';
import { connectMcpServers, type ConnectMcpServersOptions, type McpConnections } from './connect-mcp-servers.ts';
import type { McpServerConfig } from './server-config.ts';

async function connect(
  servers: Record<string, McpServerConfig>,
  options: ConnectMcpServersOptions = {},
): Promise<McpConnections> {
  const connections = connectMcpServers(servers, { retry: { firstMs: 50, longestMs: 500 }, ...options });
  onTestFinished(() => connections[Symbol.asyncDispose]());
  await connections.settled;
  return connections;
}

function toolNamed({ source }: McpConnections, name: string): Tool {
  const tool = source.list().find((candidate) => candidate.name === name);
  if (!tool)
    throw new Error(
      `There is no ${name} among ${source
        .list()
        .map((other) => other.name)
        .join(', ')}.`,
    );
  return tool;
}

const call = (
  connections: McpConnections,
  name: string,
  args: unknown = {},
  signal = AbortSignal.timeout(10_000),
): Promise<ToolResult> => toolNamed(connections, name).execute(args, { signal });

describe('a server of this machine', { timeout: 20_000 }, () => {
  test('offers its tools under its own name, and runs them', async () => {
    const connections = await connect({ fixture: fixtureServer });
    expect(connections.status()).toMatchObject([
      {
        name: 'fixture',
        state: 'connected',
        title: 'fixture',
        version: '2.0.0',
        protocolVersion: '2025-11-25',
        processId: expect.any(Number) as number,
        restarts: 0,
      },
    ]);
    expect(connections.status()[0]!.tools).toContain('fixture__add');
    expect(connections.find('fixture')!.status()).toEqual(connections.status()[0]);
    expect(
      connections
        .find('fixture')!
        .tools()
        .map(({ remoteName, tool }) => [remoteName, tool.name]),
    ).toContainEqual(['add', 'fixture__add']);
    expect(connections.find('other')).toBeUndefined();
    expect(toolNamed(connections, 'fixture__add').description).toBe('The tool add.');
    expect(await call(connections, 'fixture__add', { a: 2, b: 3 })).toEqual({
      status: 'success',
      data: { status: 'success', sum: 5 },
    });
    expect(await call(connections, 'fixture__fail')).toEqual({ status: 'error', error: 'the disk is full' });
    expect(await call(connections, 'fixture__picture')).toEqual({
      status: 'success',
      text: 'A red point.',
      attachments: [{ type: 'image', mimeType: 'image/png', bytes: 8 }],
    });
  });

  test('gets its own environment and nothing of ours', async () => {
    vi.stubEnv('API_KEY', 'secret-of-ours');
    onTestFinished(() => void vi.unstubAllEnvs());
    const connections = await connect({ fixture: { ...fixtureServer, env: { ITS_OWN: 'yes' }, cwd: '/' } });
    const result = await call(connections, 'fixture__where');
    const { data } = result as unknown as { data: { cwd: string; env: Record<string, string> } };
    expect(data.cwd).toBe('/');
    expect(data.env).toMatchObject({ ITS_OWN: 'yes', PATH: process.env['PATH'] });
    expect(Object.keys(data.env)).not.toContain('API_KEY');
    expect(Object.keys(data.env).toSorted()).toEqual(
      Object.keys(data.env)
        .filter((name) => ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER', 'ITS_OWN'].includes(name))
        .toSorted(),
    );
  });

  test('that crashes during a call is restarted, and the model is told meanwhile', async () => {
    const connections = await connect({ fixture: fixtureServer }, { retry: { firstMs: 1000, longestMs: 1000 } });
    const before = connections.status()[0]!.processId;
    expect(await call(connections, 'fixture__crash')).toEqual({
      status: 'error',
      error: expect.stringContaining('ended during the call') as string,
    });
    await vi.waitFor(() => expect(connections.status()[0]).toMatchObject({ state: 'restarting' }));
    expect(connections.status()[0]!.retryAt!.getTime()).toBeGreaterThan(Date.now());
    expect(connections.status()[0]!.tools).toContain('fixture__add');
    expect(await call(connections, 'fixture__add', { a: 1, b: 1 })).toEqual({
      status: 'error',
      error: expect.stringMatching(/not running at the moment.*being restarted. Try again in 1 s/) as string,
    });
    await vi.waitFor(() => expect(connections.status()[0]).toMatchObject({ state: 'connected', restarts: 1 }), 10_000);
    expect(connections.status()[0]!.processId).not.toBe(before);
    expect(await call(connections, 'fixture__add', { a: 1, b: 1 })).toMatchObject({ data: { sum: 2 } });
  });

  test('announces new tools', async () => {
    const connections = await connect({ fixture: fixtureServer });
    let changes = 0;
    const stop = connections.source.watch(() => (changes += 1));
    await call(connections, 'fixture__grow');
    await vi.waitFor(() => expect(connections.status()[0]!.tools).toContain('fixture__more'), 5000);
    expect(changes).toBe(1);
    expect(await call(connections, 'fixture__more')).toMatchObject({ status: 'success' });
    stop();
  });

  test('that does not answer in time is given up on; progress gives it more', async () => {
    const connections = await connect({ fixture: { ...fixtureServer, timeoutMs: 400 } });
    expect(await call(connections, 'fixture__hang')).toEqual({
      status: 'error',
      error: expect.stringContaining('did not answer in time') as string,
    });
    const steps: ToolProgress[] = [];
    const result = await toolNamed(connections, 'fixture__wait').execute(
      {},
      { signal: AbortSignal.timeout(10_000), onProgress: (progress) => steps.push(progress) },
    );
    expect(result).toMatchObject({ status: 'success' });
    // The last one races with the result.
    expect(steps.slice(0, 7).map(({ completed }) => completed)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('is told when a call is cancelled', async () => {
    const connections = await connect({ fixture: fixtureServer });
    const controller = new AbortController();
    const running = call(connections, 'fixture__hang', {}, controller.signal);
    setTimeout(() => controller.abort(), 50);
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await call(connections, 'fixture__add', { a: 1, b: 1 })).toMatchObject({ status: 'success' });
  });

  test('comes, is restarted and goes while others stay', async () => {
    const connections = await connect({ first: fixtureServer });
    let changes = 0;
    connections.source.watch(() => (changes += 1));
    await connections.add('second', fixtureServer).settled;
    expect(connections.status().map(({ name, state }) => [name, state])).toEqual([
      ['first', 'connected'],
      ['second', 'connected'],
    ]);
    expect(await call(connections, 'second__add', { a: 1, b: 1 })).toMatchObject({ data: { sum: 2 } });
    expect(() => connections.add('second', fixtureServer)).toThrow('already');
    expect(() => connections.add('third', {} as McpServerConfig)).toThrow('command');
    const before = connections.find('second')!.status().processId;
    await (
      await connections.restart('second')
    ).settled;
    expect(connections.find('second')!.status()).toMatchObject({ state: 'connected', restarts: 0 });
    expect(connections.find('second')!.status().processId).not.toBe(before);
    await connections.remove('second');
    expect(connections.source.list().some(({ name }) => name.startsWith('second'))).toBe(false);
    expect(changes).toBeGreaterThan(2);
    await expect(connections.remove('second')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await call(connections, 'first__add', { a: 1, b: 1 })).toMatchObject({ data: { sum: 2 } });
  });

  test('ends when the connections are disposed', async () => {
    const connections = connectMcpServers({ fixture: fixtureServer });
    await connections.settled;
    const { processId } = connections.status()[0]!;
    await connections[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(() => process.kill(processId!, 0)).toThrow('ESRCH'));
  });

  test('writes its log to ours', async () => {
    const lines: unknown[] = [];
    const record = (details: object): void => void lines.push(details);
    const logger: Logger = { debug: record, info: record, warn: record, error: record };
    await connect({ fixture: fixtureServer }, { logger });
    expect(lines).toContainEqual({ mcpServer: 'fixture', line: 'the fixture starts' });
    expect(lines).toContainEqual(expect.objectContaining({ mcpServer: 'fixture', tools: 9 }));
  });
});

test('what a server says of its tools counts only when it is trusted', { timeout: 20_000 }, async () => {
  const connections = await connect({
    plain: fixtureServer,
    trusted: { ...fixtureServer, trustAnnotations: true, tools: ['add', 'remove', 'picture'] },
  });
  const worst = { reads: true, writes: true, network: true, destructive: true, idempotent: false };
  const readsOnly = { reads: true, writes: false, network: false, destructive: false, idempotent: true };
  expect(toolNamed(connections, 'plain__add').effects).toEqual(worst);
  expect(toolNamed(connections, 'trusted__add').effects).toEqual(readsOnly);
  expect(toolNamed(connections, 'trusted__remove').effects).toEqual({ ...readsOnly, writes: true });
  // It says nothing of this one.
  expect(toolNamed(connections, 'trusted__picture').effects).toEqual(worst);
  expect(connections.status()[1]!.tools).toHaveLength(3);
});

test('a server that cannot be started is tried again, and the others work', { timeout: 20_000 }, async () => {
  const connections = await connect({
    missing: { command: 'tuneloop-no-such-program' },
    off: { command: 'tuneloop-no-such-program', disabled: true },
    fixture: fixtureServer,
  });
  expect(connections.status().map(({ name, state }) => [name, state])).toEqual([
    ['missing', 'failed'],
    ['off', 'disabled'],
    ['fixture', 'connected'],
  ]);
  expect(connections.status()[0]).toMatchObject({ problem: expect.stringContaining('ENOENT') as string, tools: [] });
  expect(connections.source.list().every(({ name }) => name.startsWith('fixture__'))).toBe(true);
});

test.each(['initialize', 'answered', 'notifications/initialized', 'tools/list'])(
  'a server that is killed in its handshake (%s) is tried again at once',
  { timeout: 20_000 },
  async (moment) => {
    const program = fileURLToPath(new URL('../../test/dying-process.ts', import.meta.url));
    const begin = performance.now();
    const connections = await connect({ dying: { command: process.execPath, args: [program, moment] } });
    expect(connections.status()).toMatchObject([
      { state: 'failed', problem: expect.stringContaining('Connection closed') as string },
    ]);
    // Not by the time that it has for connecting, 30 s.
    expect(performance.now() - begin).toBeLessThan(15_000);
  },
);

test.each([
  [{ a: { args: ['x'] } }, 'command'],
  [{ a: { command: 'x', url: 'http://x' } }, 'command'],
  [{ a: { url: 'ftp://x' } }, 'url'],
  [{ a: { command: '' } }, 'command'],
  [{ a: { command: 'x', timeoutMs: -1 } }, 'timeoutMs'],
])('%j is refused', (servers, word) => {
  expect(() => connectMcpServers(servers as never)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(word) as string }) as Error,
  );
});
