import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createMcpServer } from '../../packages/mcp-bridge/src/server/create-mcp-server.ts';
import type { McpConversations } from '../../packages/mcp-bridge/src/server/mcp-conversations.ts';
import { startMcp, type HttpRig } from '../../packages/mcp-bridge/test/http-rig.ts';
import { harmless, testExecutor, testTool } from '../../packages/mcp-bridge/test/test-executor.ts';
import { inspect, langChainTools, type McpAddress } from './official-mcp-clients.ts';

const key = 'the-key';
const script = fileURLToPath(new URL('mcp_client.py', import.meta.url));

const executor = testExecutor(
  [
    testTool(
      'add',
      async (args) => {
        const { a, b } = args as { a: number; b: number };
        return { status: 'success', sum: a + b };
      },
      {
        parameters: {
          type: 'object',
          properties: { a: { type: 'number' }, b: { type: 'number' } },
          required: ['a', 'b'],
        },
      },
    ),
    testTool(
      'write',
      async (_args, { onProgress }) => {
        onProgress?.({ completed: 1, total: 2 });
        onProgress?.({ completed: 2, total: 2 });
        return { status: 'success', bytes_written: 7 };
      },
      { effects: { ...harmless, writes: true } },
    ),
    testTool('fail', async () => ({ status: 'error', error: 'the disk is full' })),
  ],
  (name) => ({ decision: name === 'write' ? 'ask' : 'allow', reason: 'It writes.' }),
);

const conversations: McpConversations = {
  list: async () => ({ items: [{ id: 'c1', title: 'Herons' }] }),
  read: async (id) => ({ id, title: 'Herons', messages: [{ role: 'user', content: 'What is a heron?' }] }),
};

let open: HttpRig;
let guarded: HttpRig;
const address = (): McpAddress => ({ url: guarded.url, key });
beforeAll(async () => {
  const server = createMcpServer({ executor, conversations });
  open = await startMcp({ server });
  guarded = await startMcp({ server, authenticate: (token) => (token === key ? { id: 'ada' } : undefined) });
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await guarded[Symbol.asyncDispose]();
});

it.each(['auto', 'legacy'])(
  'the official SDK for Python (%s) lists and calls tools, agrees to one, and fails well',
  async (mode) => {
    const { stdout } = await promisify(execFile)(inject('python'), [script, open.url, mode]);
    expect(JSON.parse(stdout)).toEqual({
      tools: ['add', 'write', 'fail'],
      read_only: [true, false, true],
      added: { status: 'success', sum: 5 },
      written: { status: 'success', bytes_written: 7 },
      progress: [
        [1, 2],
        [2, 2],
      ],
      failed: [true, 'the disk is full'],
      unknown: expect.stringContaining('There is no tool "none"'),
      prompts: ['conversation'],
      templates: ['tuneloop://conversations/{id}'],
    });
  },
);

it("the official inspector's command line lists and calls tools with a key, and reads conversations", async () => {
  const { tools } = (await inspect(address(), '--method', 'tools/list')) as { tools: { name: string }[] };
  expect(tools.map(({ name }) => name)).toEqual(['add', 'write', 'fail']);
  expect(
    await inspect(address(), '--method', 'tools/call', '--tool-name', 'add', '--tool-arg', 'a=2', 'b=3'),
  ).toMatchObject({
    structuredContent: { status: 'success', sum: 5 },
  });
  expect(await inspect(address(), '--method', 'resources/read', '--uri', 'tuneloop://conversations/c1')).toMatchObject({
    contents: [{ mimeType: 'application/json', text: expect.stringContaining('What is a heron?') as string }],
  });
  expect(
    await inspect(address(), '--method', 'prompts/get', '--prompt-name', 'conversation', '--prompt-args', 'id=c1'),
  ).toMatchObject({
    messages: [{ role: 'user', content: { type: 'text', text: 'What is a heron?' } }],
  });
});

it("LangChain's adapters make tools of ours", async () => {
  await using client = await langChainTools(address());
  const [add, , fail] = client.tools;
  expect(client.tools.map(({ name }) => name)).toEqual(['add', 'write', 'fail']);
  expect(JSON.stringify(await add!.invoke({ a: 2, b: 3 }))).toContain('sum');
  await expect(fail!.invoke({})).rejects.toThrow('the disk is full');
});
