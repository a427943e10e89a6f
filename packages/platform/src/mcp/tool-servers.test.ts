import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createMcpRouter, createMcpServer } from '@tuneloop/mcp-bridge';
import type { ToolExecutor } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import express from 'express';
import OpenAI from 'openai';
import { expect, onTestFinished, test } from 'vitest';
import { createTestPlatform } from '../../test/test-platform.ts';

const executor: ToolExecutor = {
  list: () => [
    {
      name: 'tide',
      description: 'The tide.',
      parameters: { type: 'object' },
      effects: { reads: true, writes: false, network: false, destructive: false, idempotent: true },
    },
  ],
  judge: () => ({ decision: 'allow', reason: '' }),
  execute: async () => ({ status: 'success', tide: 'low' }),
};

/** An MCP server on loopback that wants a key, and counts its requests. */
async function startSea(): Promise<{ url: string; port: number; keys: (string | undefined)[] }> {
  const keys: (string | undefined)[] = [];
  const mcp = createMcpRouter({
    server: createMcpServer({ version: '1', executor }),
    hosts: 'checked',
    authenticate: (token) => {
      keys.push(token);
      return token === 'sea-key' ? { id: 'sea', scopes: ['admin'] } : undefined;
    },
  });
  const server = createServer(express().use('/mcp', mcp.router)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await mcp[Symbol.asyncDispose]();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/mcp`, port, keys };
}

interface Rig {
  client: OpenAI;
  folder: string;
  toolsSeen: string[][];
  logged: () => string;
}

/** A server whose model calls `call` and then quotes what it read. */
async function start(
  settings: (sea: { url: string; port: number }) => object,
  call: string,
): Promise<Rig & { sea: Awaited<ReturnType<typeof startSea>> }> {
  const sea = await startSea();
  const toolsSeen: string[][] = [];
  const engine = createScriptedEngine({
    contextSize: 32_768,
    replies: ({ prompt, tools = [] }) => {
      toolsSeen.push(tools.map(({ name }) => name));
      const last = prompt.type === 'messages' ? prompt.messages.at(-1) : undefined;
      if (last?.role === 'tool') return `It says: ${JSON.stringify(last.content)}`;
      return {
        steps: [{ toolCall: { name: call, arguments: call === 'list_contents' ? { path: process.cwd() } : {} } }],
      };
    },
  });
  const rig = await createTestPlatform({ engine, configuration: settings(sea) });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  const { url } = await rig.platform.listen();
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  return { client, folder: rig.folder, toolsSeen, logged: rig.logged, sea };
}

const ask = { model: 'scripted', input: 'How is the tide?' };
const mcp = (label: string, extra: Partial<OpenAI.Responses.Tool.Mcp> = {}): OpenAI.Responses.Tool.Mcp => {
  return { type: 'mcp', server_label: label, ...extra };
};
const allowTide = { effects: { network: 'allow', writes: 'allow', destructive: 'allow' } };
const types = (response: OpenAI.Responses.Response): string[] => response.output.map(({ type }) => type);

test('requests name configured servers by label, and the policy decides of their tools', async () => {
  const rig = await start(
    ({ url }) => ({
      mcpServers: { sea: { url, headers: { authorization: 'Bearer sea-key' } } },
      tools: { policy: { tools: { sea__tide: 'allow' } } },
    }),
    'sea__tide',
  );
  const response = await rig.client.responses.create({ ...ask, tools: [mcp('sea')] });
  expect(types(response)).toEqual(['mcp_list_tools', 'mcp_call', 'message']);
  expect(response.output[1]).toMatchObject({ server_label: 'sea', name: 'tide', status: 'completed' });
  expect(response.output_text).toContain('low');
  expect(rig.toolsSeen[0]).toEqual(['sea__tide']);
  expect(rig.logged()).toContain('"tool":"sea__tide"');
  const unknown = rig.client.responses.create({ ...ask, tools: [mcp('lake')] });
  await expect(unknown).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('tuneloop, sea') as string,
  });
  const elsewhere = rig.client.responses.create({ ...ask, tools: [mcp('sea', { server_url: 'http://127.0.0.1:1/' })] });
  await expect(elsewhere).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('configuration') as string,
  });
});

test("requests name this server's own tools", async () => {
  const rig = await start(() => ({}), 'list_contents');
  const response = await rig.client.responses.create({
    ...ask,
    tools: [mcp('tuneloop', { allowed_tools: ['list_contents', 'delete_file'] })],
  });
  expect(response.output[1]).toMatchObject({ server_label: 'tuneloop', name: 'list_contents', status: 'completed' });
  expect(rig.toolsSeen[0]?.toSorted()).toEqual(['delete_file', 'list_contents']);
});

test('what the policy asks about waits for an approval', async () => {
  const rig = await start(
    ({ url }) => ({ mcpServers: { sea: { url, headers: { authorization: 'Bearer sea-key' } } } }),
    'sea__tide',
  );
  const first = await rig.client.responses.create({ ...ask, tools: [mcp('sea')] });
  expect(types(first)).toEqual(['mcp_list_tools', 'mcp_approval_request']);
  const input = [{ type: 'mcp_approval_response' as const, approval_request_id: first.output[1]!.id!, approve: true }];
  const second = await rig.client.responses.create({
    ...ask,
    input,
    previous_response_id: first.id,
    tools: [mcp('sea')],
  });
  expect(second.output_text).toContain('low');
});

test('by default no request makes this server connect to anywhere', async () => {
  const rig = await start(() => ({ tools: { policy: allowTide } }), 'url__sea__tide');
  const tools = [mcp('sea', { server_url: rig.sea.url })];
  await expect(rig.client.responses.create({ ...ask, tools })).rejects.toMatchObject({ status: 403 });
  expect(rig.sea.keys).toEqual([]);
});

test('hosts that requests may name are held to the network policy of the tools', async () => {
  const rig = await start(
    () => ({ mcp: { requestHosts: ['127.0.0.1', 'localhost'] }, tools: { policy: allowTide } }),
    'url__sea__tide',
  );
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f000001', '[::ffff:127.0.0.1]']) {
    const tools = [mcp('sea', { server_url: rig.sea.url.replace('127.0.0.1', host) })];
    await expect(rig.client.responses.create({ ...ask, tools }), host).rejects.toMatchObject({ status: 502 });
  }
  expect(rig.sea.keys).toEqual([]);
});

test('a host that the configuration allows is reached, with the keys of the request', async () => {
  const rig = await start(
    ({ port }) => ({
      mcp: { requestHosts: ['127.0.0.1'] },
      tools: { policy: { ...allowTide, network: { allowAddresses: ['loopback'], ports: [port] } } },
    }),
    'url__sea__tide',
  );
  const reached = mcp('sea', { server_url: rig.sea.url, authorization: 'sea-key' });
  const response = await rig.client.responses.create({ ...ask, tools: [reached] });
  expect(response.output[1]).toMatchObject({ server_label: 'sea', name: 'tide', status: 'completed' });
  expect(response.output_text).toContain('low');
  expect(JSON.stringify(response) + rig.logged()).not.toContain('sea-key');

  const other = mcp('sea', { server_url: rig.sea.url.replace('127.0.0.1', 'localhost') });
  await expect(rig.client.responses.create({ ...ask, tools: [other] })).rejects.toMatchObject({ status: 502 });
  const withoutKey = mcp('sea', { server_url: rig.sea.url });
  await expect(rig.client.responses.create({ ...ask, tools: [withoutKey] })).rejects.toMatchObject({ status: 502 });
});
