import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { expect, onTestFinished, test, vi } from 'vitest';
import { testExecutor, testTool } from '../../test/test-executor.ts';
import { createMcpRouter } from '../http/create-mcp-router.ts';
import type { McpRouterOptions } from '../http/router-options.ts';
import { createMcpServer } from '../server/create-mcp-server.ts';
import { connectMcpServers, type McpConnections } from './connect-mcp-servers.ts';
import type { McpServerConfig } from './server-config.ts';

const { signal } = new AbortController();

async function connect(config: McpServerConfig): Promise<McpConnections> {
  const connections = connectMcpServers({ other: config }, { retry: { firstMs: 50, longestMs: 200 } });
  onTestFinished(() => connections[Symbol.asyncDispose]());
  await connections.settled;
  return connections;
}

test('a server of this machine that refuses the older handshake is spoken to as it wants', async () => {
  const path = fileURLToPath(new URL('../../test/modern-only-process.ts', import.meta.url));
  const connections = await connect({ command: process.execPath, args: ['--conditions=@tuneloop/source', path] });
  expect(connections.status()[0]).toMatchObject({ state: 'connected', protocolVersion: '2026-07-28' });
  expect(await connections.source.list()[0]!.execute({}, { signal })).toMatchObject({ status: 'success' });
}, 20_000);

/** A server on `port`; what it serves goes with it. */
async function serve(
  port: number,
  options: Omit<McpRouterOptions, 'server'> = {},
): Promise<{ port: number; stop: () => Promise<void> }> {
  const executor = testExecutor([testTool('ping', async () => ({ status: 'success' }))]);
  const mcp = createMcpRouter({ server: createMcpServer({ executor }), ...options });
  const server: Server = createServer(express().use('/mcp', mcp.router)).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      await mcp[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a server reached by HTTP that goes away and comes back is found again', async () => {
  const first = await serve(0);
  const connections = await connect({ url: `http://127.0.0.1:${first.port}/mcp` });
  const ping = connections.source.list()[0]!;
  expect(await ping.execute({}, { signal })).toMatchObject({ status: 'success' });
  await first.stop();
  expect(await ping.execute({}, { signal })).toMatchObject({ status: 'error' });
  await vi.waitFor(() => expect(connections.status()[0]).toMatchObject({ state: 'restarting' }), 5000);
  const second = await serve(first.port);
  onTestFinished(() => second.stop());
  await vi.waitFor(() => expect(connections.status()[0]).toMatchObject({ state: 'connected', restarts: 1 }), 5000);
  expect(await ping.execute({}, { signal })).toMatchObject({ status: 'success' });
}, 20_000);

test('one that wants a key is not connected without it, and says so', async () => {
  const { port, stop } = await serve(0, { authenticate: (token) => (token === 'k' ? { id: 'k' } : undefined) });
  onTestFinished(() => stop());
  const url = `http://127.0.0.1:${port}/mcp`;
  const without = await connect({ url });
  expect(without.status()[0]).toMatchObject({ state: 'failed', problem: expect.stringMatching(/401|key/i) as string });
  const withKey = await connect({ url, headers: { authorization: 'Bearer k' } });
  expect(withKey.status()[0]).toMatchObject({ state: 'connected' });
});
