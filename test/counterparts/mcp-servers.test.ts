import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ScriptedReply } from '@tuneloop/runtime/scripted';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CliSandbox } from '../../apps/cli/test/run-cli.ts';
import { startScriptedServer, type ScriptedServer } from '../../apps/cli/test/scripted-server.ts';

const fromBridge = createRequire(new URL('../../packages/mcp-bridge/package.json', import.meta.url));
const programOf = (name: string): string =>
  join(dirname(fromBridge.resolve(`@modelcontextprotocol/${name}/package.json`)), 'dist/index.js');

const sandbox = new CliSandbox();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tuneloop-mcp-servers-')));
const note = join(folder, 'notes/note.txt');
const configuration = JSON.stringify({
  mcpServers: {
    files: { command: process.execPath, args: [programOf('server-filesystem'), join(folder, 'notes')] },
    everything: { command: process.execPath, args: [programOf('server-everything')] },
  },
  tools: { policy: { tools: { 'files__read_*': 'allow', everything__echo: 'allow' } } },
});

const call = (name: string, args: object): ScriptedReply => ({ steps: [{ toolCall: { name, arguments: args } }] });

/** Reads the note, has it echoed, tries to write, and says what it was told. */
const turn: ScriptedReply[] = [
  call('files__read_text_file', { path: note }),
  call('everything__echo', { message: 'of the wind' }),
  call('files__write_file', { path: note, content: 'gone' }),
  ({ prompt }) => {
    const results = prompt.type === 'messages' ? prompt.messages.filter(({ role }) => role === 'tool') : [];
    return `I was told: ${results.map(({ content }) => content as string).join(' | ')}`;
  },
];

let server: ScriptedServer;
beforeAll(async () => {
  mkdirSync(join(folder, 'notes'));
  writeFileSync(note, 'The word is heron.');
  for (const place of [folder, sandbox.folder]) writeFileSync(join(place, 'tuneloop.config.json'), configuration);
  server = await startScriptedServer(folder, { contextSize: 32_768, replies: [...turn, ...turn] });
  await (
    await server.platform.tools.servers()
  ).settled;
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  sandbox[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const whatItWasTold = /The word is heron\..*of the wind.*(?:approv|asked)/s;

test('their tools are listed by the command line', async () => {
  const { stdout, code } = await sandbox.run(['mcp', 'tools', '--json']);
  expect(code).toBe(0);
  const { servers } = JSON.parse(stdout) as { servers: { name: string; state: string; tools: { name: string }[] }[] };
  expect(servers.map(({ name, state }) => [name, state])).toEqual([
    ['files', 'connected'],
    ['everything', 'connected'],
  ]);
  expect(servers[0]!.tools.map(({ name }) => name)).toContain('files__read_text_file');
  expect(servers[1]!.tools.map(({ name }) => name)).toContain('everything__echo');
});

test('a question on the command line uses both, and what would have to be approved is refused', async () => {
  const args = ['chat', '-p', 'What does the note say?', '--tools', '--url', server.url];
  const { code, stdout, stderr } = await sandbox.run(args);
  expect(stdout).toMatch(whatItWasTold);
  expect(stderr).toMatch(/files__read_text_file ✓[^]*everything__echo ✓[^]*files__write_file ✗/);
  expect(code).toBe(0);
  expect(await (await fetch(`${server.url}/lab/conversations`)).json()).toMatchObject({ data: [] });
});

test('so does POST /chat', async () => {
  const answer = await fetch(`${server.url}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'What does it say?' }], enable_tools: true }),
  });
  const { response, tools_used: used } = (await answer.json()) as { response: string; tools_used: string[] };
  expect(response).toMatch(whatItWasTold);
  expect(used.join()).toMatch(/files__read_text_file.*everything__echo.*files__write_file/s);
});
