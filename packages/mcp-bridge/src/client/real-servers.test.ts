import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tool } from '@tuneloop/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { connectMcpServers, type McpConnections } from './connect-mcp-servers.ts';
import type { McpServerConfig } from './server-config.ts';

const require = createRequire(import.meta.url);

/** Starts a server of the protocol's makers, which are built on the older SDK. */
function published(manifest: string, ...args: string[]): McpServerConfig {
  return { command: process.execPath, args: [join(dirname(manifest), 'dist/index.js'), ...args] };
}

const filesystem = require.resolve('@modelcontextprotocol/server-filesystem/package.json');
const everything = require.resolve('@modelcontextprotocol/server-everything/package.json');

async function connect(servers: Record<string, McpServerConfig>): Promise<McpConnections> {
  const connections = connectMcpServers(servers);
  onTestFinished(() => connections[Symbol.asyncDispose]());
  await connections.settled;
  expect(connections.status().map(({ name, state, problem }) => [name, state, problem])).toEqual(
    Object.keys(servers).map((name) => [name, 'connected', undefined]),
  );
  return connections;
}

const signal = AbortSignal.timeout(20_000);
const named = (connections: McpConnections, name: string): Tool =>
  connections.source.list().find((tool) => tool.name === name)!;

test('server-filesystem reads in its folder, and nowhere else', { timeout: 20_000 }, async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'tuneloop-mcp-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'note.txt'), 'The word is heron.');
  const connections = await connect({ fs: { ...published(filesystem, folder), trustAnnotations: true } });
  const read = named(connections, 'fs__read_text_file');
  expect(read.effects).toMatchObject({ writes: false, destructive: false });
  expect(named(connections, 'fs__write_file').effects).toMatchObject({ writes: true, destructive: true });
  expect(JSON.stringify(await read.execute({ path: join(folder, 'note.txt') }, { signal }))).toContain('heron');
  expect(await read.execute({ path: '/etc/passwd' }, { signal })).toMatchObject({
    status: 'error',
    error: expect.stringContaining('denied') as string,
  });
});

test('server-everything: text, numbers, pictures, structured data, progress', { timeout: 20_000 }, async () => {
  const connections = await connect({ everything: published(everything) });
  expect(await named(connections, 'everything__echo').execute({ message: 'heron' }, { signal })).toMatchObject({
    status: 'success',
    text: expect.stringContaining('heron') as string,
  });
  expect(await named(connections, 'everything__get-sum').execute({ a: 2, b: 3 }, { signal })).toMatchObject({
    text: expect.stringContaining('5') as string,
  });
  expect(await named(connections, 'everything__get-tiny-image').execute({}, { signal })).toMatchObject({
    status: 'success',
    attachments: [{ type: 'image', mimeType: 'image/png', bytes: expect.any(Number) as number }],
  });
  const weather = named(connections, 'everything__get-structured-content');
  expect(await weather.execute({ location: 'Chicago' }, { signal })).toMatchObject({
    status: 'success',
    data: { temperature: expect.any(Number) as number },
  });
  const steps: number[] = [];
  const long = named(connections, 'everything__trigger-long-running-operation');
  const onProgress = ({ completed }: { completed: number }): void => void steps.push(completed);
  expect(await long.execute({ duration: 0.3, steps: 3 }, { signal, onProgress })).toMatchObject({ status: 'success' });
  expect(steps.slice(0, 2)).toEqual([1, 2]);
});
