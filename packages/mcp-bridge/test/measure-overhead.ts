// What the bridge adds to a call of an external tool, by standard input and output and by HTTP.
// Usage: npm run benchmark -w @tuneloop/mcp-bridge [-- CALLS]
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { connectMcpServers, createMcpRouter, createMcpServer, type McpServerConfig } from '../src/index.ts';
import type { ToolExecutor } from '@tuneloop/protocol';
import { createToolExecutor, createToolPolicy } from '@tuneloop/tools';
import express from 'express';

const { positionals } = parseArgs({ allowPositionals: true });
const calls = Number(positionals[0] ?? 500);
const { signal } = new AbortController();
const fixture = fileURLToPath(new URL('fixture-process.ts', import.meta.url));
const stdio = { command: process.execPath, args: ['--conditions=@tuneloop/source', fixture] };

const warmUp = 50;

/** Medians in µs, of calls made in turn, so that whatever else the machine does touches all alike. */
async function medians(ways: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = ways.map((): number[] => []);
  for (let round = 0; round < calls + warmUp; round += 1) {
    for (let turn = 0; turn < ways.length; turn += 1) {
      // Another one begins each time: whichever comes first is a little slower.
      const index = (round + turn) % ways.length;
      const start = performance.now();
      await ways[index]!();
      if (round >= warmUp) times[index]!.push(performance.now() - start);
    }
  }
  return times.map((list) => list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)]! * 1000);
}

async function compare(name: string, transport: Transport, config: McpServerConfig): Promise<void> {
  // As the bridge does: old servers of this machine may not take a probe.
  const mode = 'command' in config ? 'legacy' : 'auto';
  const client = new Client({ name: 'benchmark', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(transport);
  await client.listTools();
  await using connections = connectMcpServers({ fixture: config });
  await connections.settled;
  const tool = connections.source.list().find((candidate) => candidate.name === 'fixture__add')!;
  const executor = createToolExecutor({
    sources: [connections.source],
    policy: createToolPolicy({ tools: { 'fixture__*': 'allow' } }),
  });
  const args = { a: 2, b: 3 };
  const invocation = { id: 'call', name: tool.name, arguments: args };
  const [direct, bridged, judged] = (await medians([
    () => client.callTool({ name: 'add', arguments: args }),
    () => tool.execute(args, { signal }),
    () => executor.execute(invocation, { signal, owner: 'benchmark' }),
  ])) as [number, number, number];
  await client.close();
  process.stdout.write(
    `${name}: SDK alone ${direct.toFixed(0)} µs, bridge ${bridged.toFixed(0)} µs (${(bridged / direct).toFixed(2)}), ` +
      `bridge and policy ${judged.toFixed(0)} µs (${(judged / direct).toFixed(2)})\n`,
  );
}

/** One tool that answers at once. */
const adding: ToolExecutor = {
  list: () => [
    {
      name: 'add',
      parameters: { type: 'object' },
      effects: { reads: true, writes: false, network: false, destructive: false, idempotent: true },
    },
  ],
  judge: () => ({ decision: 'allow', reason: 'it only computes' }),
  execute: async () => ({ status: 'success', sum: 5 }),
};

await compare('stdio', new StdioClientTransport(stdio), stdio);
await using mcp = createMcpRouter({ server: createMcpServer({ executor: adding }) });
const server = createServer(express().use('/mcp', mcp.router)).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
await compare('HTTP', new StreamableHTTPClientTransport(new URL(url)), { url });
server.close();
server.closeAllConnections();
