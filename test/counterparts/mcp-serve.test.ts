import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CliSandbox, type CliResult } from '../../apps/cli/test/run-cli.ts';

const sandbox = new CliSandbox();
const note = join(sandbox.folder, 'note.txt');
const key = 'the-key';
let url: string;
let server: ChildProcess;
let ended: Promise<CliResult>;

beforeAll(async () => {
  writeFileSync(note, 'The word is heron.');
  const started = Promise.withResolvers<ChildProcess>();
  ended = sandbox.run(['mcp', 'serve', '--port', '0'], { env: { API_KEY: key }, onStart: started.resolve });
  server = await started.promise;
  let text = '';
  while (!/MCP.* (http:\S+\/mcp)/.test(text)) text += String((await once(server.stdout!, 'data'))[0]);
  url = /(http:\S+\/mcp)/.exec(text)![1]!;
});
afterAll(async () => {
  server.kill('SIGTERM');
  await ended;
  sandbox[Symbol.dispose]();
});

test("the official inspector's command line lists and calls the tools of tuneloop mcp serve", async () => {
  const manifest = createRequire(join(inject('mcpModules'), 'any.js')).resolve(
    '@modelcontextprotocol/inspector/package.json',
  );
  const { bin } = createRequire(manifest)(manifest) as { bin: Record<string, string> };
  const inspect = async (...args: string[]): Promise<Record<string, unknown>> => {
    const program = join(manifest, '..', bin['mcp-inspector']!);
    const header = ['--header', `Authorization: Bearer ${key}`];
    const all = [program, '--cli', url, '--transport', 'http', ...header, ...args];
    return JSON.parse((await promisify(execFile)(process.execPath, all)).stdout) as Record<string, unknown>;
  };
  const { tools } = (await inspect('--method', 'tools/list')) as { tools: { name: string }[] };
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['read_file', 'run_code']));
  const read = ['--method', 'tools/call', '--tool-name', 'read_file', '--tool-arg', `path=${note}`];
  expect(await inspect(...read)).toMatchObject({ structuredContent: { content: 'The word is heron.' } });
});

test("LangChain's adapters make tools of them", async () => {
  const entry = createRequire(join(inject('mcpModules'), 'any.js')).resolve('@langchain/mcp-adapters');
  const { MultiServerMCPClient } = (await import(pathToFileURL(entry).href)) as {
    MultiServerMCPClient: new (config: object) => {
      getTools(): Promise<{ name: string; invoke(args: object): Promise<unknown> }[]>;
      close(): Promise<void>;
    };
  };
  const ours = { transport: 'http', url, headers: { Authorization: `Bearer ${key}` } };
  const client = new MultiServerMCPClient({ mcpServers: { ours } });
  try {
    const tools = await client.getTools();
    const read = tools.find(({ name }) => name === 'read_file')!;
    expect(JSON.stringify(await read.invoke({ path: note }))).toContain('The word is heron.');
    await expect(read.invoke({ path: '/etc/passwd' })).rejects.toThrow('protected');
  } finally {
    await client.close();
  }
});

test('the official SDK for Python calls them', async () => {
  const script = `
import asyncio, json, sys
from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

async def main(url, key, path):
    http = create_mcp_http_client(headers={"Authorization": f"Bearer {key}"})
    async with http, Client(streamable_http_client(url, http_client=http)) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        result = await client.call_tool("read_file", {"path": path})
    print(json.dumps(["read_file" in names, result.structured_content["content"]]))

asyncio.run(main(*sys.argv[1:]))`;
  const { stdout } = await promisify(execFile)(inject('python'), ['-c', script, url, key, note]);
  expect(JSON.parse(stdout)).toEqual([true, 'The word is heron.']);
});
