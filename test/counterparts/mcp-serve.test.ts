import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CliSandbox, type CliResult } from '../../apps/cli/test/run-cli.ts';
import { inspect, langChainTools } from './official-mcp-clients.ts';

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
  const { tools } = (await inspect({ url, key }, '--method', 'tools/list')) as { tools: { name: string }[] };
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['read_file', 'run_code']));
  const read = ['--method', 'tools/call', '--tool-name', 'read_file', '--tool-arg', `path=${note}`];
  expect(await inspect({ url, key }, ...read)).toMatchObject({ structuredContent: { content: 'The word is heron.' } });
});

test("LangChain's adapters make tools of them", async () => {
  await using client = await langChainTools({ url, key });
  const read = client.tools.find(({ name }) => name === 'read_file')!;
  expect(JSON.stringify(await read.invoke({ path: note }))).toContain('The word is heron.');
  await expect(read.invoke({ path: '/etc/passwd' })).rejects.toThrow('protected');
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
