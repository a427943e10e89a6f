import { expect, onTestFinished, test } from 'vitest';
import { startMcp } from '../../test/http-rig.ts';
import { libraryFeature as library } from '../../test/library-feature.ts';
import { testExecutor, testTool } from '../../test/test-executor.ts';
import { createMcpServer } from '../server/create-mcp-server.ts';
import type { McpFeature } from '../server/mcp-feature.ts';
import { connectMcpServers, type McpConnection } from './connect-mcp-servers.ts';

async function connect(features: McpFeature[]): Promise<McpConnection> {
  const executor = testExecutor([testTool('ping', async () => ({ status: 'success' }))]);
  const rig = await startMcp({ server: createMcpServer({ name: 'library', executor, features }) });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  const connections = connectMcpServers({ library: { url: rig.url } });
  onTestFinished(() => connections[Symbol.asyncDispose]());
  await connections.settled;
  return connections.find('library')!;
}

test('resources of a server are listed and read', async () => {
  const server = await connect([library]);
  expect(await server.resources()).toEqual([
    { uri: 'note://one', name: 'one', title: 'The first', mimeType: 'text/plain', isTemplate: false },
    { uri: 'note://{id}', name: 'note', isTemplate: true },
  ]);
  expect(await server.read('note://one')).toEqual([{ uri: 'note://one', mimeType: 'text/plain', text: 'Heron.' }]);
  expect(await server.read('note://picture')).toEqual([{ uri: 'note://picture', bytes: Buffer.from([1, 2, 3]) }]);
  await expect(server.read('note://none')).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
});

test('prompts of a server are listed and filled in', async () => {
  const server = await connect([library]);
  expect(await server.prompts()).toEqual([
    { name: 'greet', description: 'A greeting.', arguments: [{ name: 'who', required: true }] },
  ]);
  expect(await server.prompt('greet', { who: 'Ada' })).toEqual([
    { role: 'user', text: 'Hello Ada' },
    { role: 'assistant', text: '[image]' },
  ]);
  await expect(server.prompt('none', {})).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
});

test('a server with tools alone has neither', async () => {
  const server = await connect([]);
  expect([await server.resources(), await server.prompts()]).toEqual([[], []]);
});

test('a server that cannot be reached says so', async () => {
  const connections = connectMcpServers({ gone: { url: 'http://127.0.0.1:9/mcp' } });
  onTestFinished(() => connections[Symbol.asyncDispose]());
  await connections.settled;
  await expect(connections.find('gone')!.resources()).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
});
