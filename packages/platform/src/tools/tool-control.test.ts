import { writeFileSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createTestPlatform,
  scriptedModel,
  storeOf,
  type TestPlatform,
  type TestPlatformOptions,
} from '../../test/test-platform.ts';

const fromBridge = createRequire(new URL('../../../mcp-bridge/package.json', import.meta.url));
const program = join(
  dirname(fromBridge.resolve('@modelcontextprotocol/server-filesystem/package.json')),
  'dist/index.js',
);

interface Answer {
  status: number;
  body: Record<string, unknown> & { data?: Record<string, unknown>[]; error?: { message: string } };
}

interface Rig extends AsyncDisposable {
  server: TestPlatform;
  url: string;
  /** As the server's own page asks; `headers` win. */
  ask(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
}

async function createRig(options: TestPlatformOptions = {}): Promise<Rig> {
  const server = await createTestPlatform(options);
  const { url } = await server.platform.listen();
  return {
    server,
    url,
    async ask(method, path, body, headers = { origin: url }) {
      const response = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const toolNamed = async (rig: Rig, name: string): Promise<Record<string, unknown> | undefined> =>
  (await rig.ask('GET', '/v1/tools')).body.data?.find((tool) => tool['name'] === name);

test('a tool is denied, allowed and left to the configuration again; the file remembers it', async () => {
  await using rig = await createRig();
  expect(await toolNamed(rig, 'run_code')).toMatchObject({
    decision: 'ask',
    configured: 'ask',
    decided_here: false,
    source: { type: 'built-in', server: null },
  });
  const denied = await rig.ask('PUT', '/v1/tools/run_code/policy', { decision: 'deny' });
  expect(denied.body).toMatchObject({ decision: 'deny', configured: 'ask', decided_here: true });
  expect(await toolNamed(rig, 'run_code')).toMatchObject({ decision: 'deny' });
  const executor = await rig.server.platform.tools.executor();
  expect(executor.list().some(({ name }) => name === 'run_code')).toBe(false);
  const path = join(rig.server.folder, 'tools.json');
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ decisions: { run_code: 'deny' } });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await rig.ask('PUT', '/v1/tools/run_code/policy', { decision: null });
  expect(await toolNamed(rig, 'run_code')).toMatchObject({ decision: 'ask', decided_here: false });
  expect((await rig.ask('PUT', '/v1/tools/nothing/policy', { decision: 'deny' })).status).toBe(404);
});

test('what the configuration denies stays denied, also where the file says otherwise', async () => {
  const decided = { version: 1, decisions: { delete_file: 'allow', write_file: 'allow' }, mcpServers: {} };
  await using rig = await createRig({
    configuration: { tools: { policy: { tools: { 'delete_*': 'deny' } } } },
    models: (folder) => {
      writeFileSync(join(folder, 'tools.json'), JSON.stringify(decided));
      return storeOf(async () => scriptedModel);
    },
  });
  expect(await toolNamed(rig, 'delete_file')).toMatchObject({ decision: 'deny', configured: 'deny' });
  expect(await toolNamed(rig, 'write_file')).toMatchObject({ decision: 'allow', decided_here: true });
  const refused = await rig.ask('PUT', '/v1/tools/delete_file/policy', { decision: 'ask' });
  expect([refused.status, refused.body.error?.message]).toEqual([403, expect.stringContaining('tools.policy')]);
});

test('a tool is tried by somebody who thereby agrees, and what is denied is denied', async () => {
  await using rig = await createRig();
  const run = await rig.ask('POST', '/v1/tools/run_code/call', {
    arguments: { language: 'javascript', code: '6 * 7' },
  });
  expect(run.body).toMatchObject({
    result: { status: 'success', result: 42 },
    duration_ms: expect.any(Number) as number,
  });
  const path = join(rig.server.folder, 'tools.json');
  const refused = await rig.ask('POST', '/v1/tools/read_file/call', { arguments: { path } });
  expect(refused.body).toMatchObject({ result: { status: 'error' } });
  expect((await rig.ask('POST', '/v1/tools/nothing/call', {})).status).toBe(404);
});

test('a server is tried, added, used, restarted and removed', { timeout: 30_000 }, async () => {
  await using rig = await createRig();
  const { folder } = rig.server;
  const server = { command: process.execPath, args: [program, folder], env: { SECRET: 'x'.repeat(20) } };
  const tried = await rig.ask('POST', '/v1/mcp/servers/test', { server });
  expect(tried.body['tools']).toContainEqual(expect.objectContaining({ name: 'read_text_file' }));
  expect((await rig.ask('GET', '/v1/mcp/servers')).body.data).toEqual([]);
  expect((await rig.ask('POST', '/v1/mcp/servers', { name: 'files', server })).status).toBe(200);
  expect((await rig.ask('POST', '/v1/mcp/servers', { name: 'files', server })).status).toBe(400);
  await rig.ask('POST', '/v1/mcp/servers/files/restart');
  const [listed] = (await rig.ask('GET', '/v1/mcp/servers')).body.data!;
  expect(listed).toMatchObject({ name: 'files', state: 'connected', transport: 'stdio', configured: false });
  expect(JSON.stringify(listed)).not.toContain('xxxx');
  expect(await toolNamed(rig, 'files__read_text_file')).toMatchObject({ source: { type: 'mcp', server: 'files' } });
  await writeFile(join(folder, 'note.txt'), 'The word is heron.');
  const call = { arguments: { path: join(folder, 'note.txt') } };
  const run = await rig.ask('POST', '/v1/tools/files__read_text_file/call', call);
  expect(JSON.stringify(run.body)).toContain('The word is heron.');
  await rig.ask('PUT', '/v1/tools/files__read_text_file/policy', { decision: 'deny' });
  const denied = await rig.ask('POST', '/v1/tools/files__read_text_file/call', call);
  expect(denied.body).toMatchObject({ result: { status: 'error' } });
  expect((await rig.ask('DELETE', '/v1/mcp/servers/files')).status).toBe(200);
  expect(await toolNamed(rig, 'files__read_text_file')).toBeUndefined();
  expect((await rig.ask('DELETE', '/v1/mcp/servers/files')).status).toBe(404);
});

test('a server that cannot be is told of, and what is no server', async () => {
  await using rig = await createRig({ configuration: { mcpServers: { own: { command: 'none', disabled: true } } } });
  const failed = await rig.ask('POST', '/v1/mcp/servers/test', { server: { command: '/no/such/program' } });
  expect([failed.status, failed.body.error?.message]).toEqual([400, expect.stringContaining('cannot be used')]);
  expect((await rig.ask('POST', '/v1/mcp/servers/test', { server: { comand: 'x' } })).status).toBe(400);
  expect((await rig.ask('POST', '/v1/mcp/servers', { name: 'a b', server: { command: 'x' } })).status).toBe(400);
  expect((await rig.ask('GET', '/v1/mcp/servers')).body.data).toMatchObject([
    { name: 'own', state: 'disabled', configured: true },
  ]);
  expect((await rig.ask('DELETE', '/v1/mcp/servers/own')).status).toBe(400);
});

test('without keys only the page of the server may change anything; with keys those with the scope admin', async () => {
  const tries = [
    ['PUT', '/v1/tools/run_code/policy', { decision: 'allow' }],
    ['POST', '/v1/tools/run_code/call', {}],
    ['POST', '/v1/mcp/servers', { name: 'x', server: { command: 'touch' } }],
    ['POST', '/v1/mcp/servers/test', { server: { command: 'touch' } }],
    ['DELETE', '/v1/mcp/servers/x', undefined],
  ] as const;
  const statuses = async (rig: Rig, headers: Record<string, string>): Promise<number[]> =>
    Promise.all(tries.map(async ([method, path, body]) => (await rig.ask(method, path, body, headers)).status));
  await using rig = await createRig();
  expect(await statuses(rig, {})).toEqual(tries.map(() => 403));
  // Another program's page on this machine, which may chat.
  expect(await statuses(rig, { origin: 'http://localhost:1' })).toEqual(tries.map(() => 403));
  expect((await rig.ask('GET', '/v1/mcp/servers', undefined, { origin: 'http://localhost:1' })).status).toBe(403);
  await using keyed = await createRig({ env: { API_KEY: 'master' } });
  const { key } = await keyed.server.platform.keys.create({ name: 'chat', scopes: ['chat'] });
  expect(await statuses(keyed, { origin: keyed.url })).toEqual(tries.map(() => 401));
  expect(await statuses(keyed, { authorization: `Bearer ${key}` })).toEqual(tries.map(() => 403));
  const allowed = await keyed.ask('GET', '/v1/tools', undefined, { authorization: 'Bearer master' });
  expect(allowed.status).toBe(200);
});
