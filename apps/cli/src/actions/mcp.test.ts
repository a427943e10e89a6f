import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildProcess } from 'node:child_process';
import { afterAll, expect, test, vi } from 'vitest';
import { CliSandbox } from '../../test/run-cli.ts';

// Each test starts whole processes, perhaps on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const sandbox = new CliSandbox();
afterAll(() => sandbox[Symbol.dispose]());

const fixture = fileURLToPath(new URL('../../../../packages/mcp-bridge/test/fixture-process.ts', import.meta.url));
const servers = {
  fixture: { command: process.execPath, args: ['--conditions=@tuneloop/source', fixture], trustAnnotations: true },
};

function configure(mcpServers: object): void {
  writeFileSync(join(sandbox.folder, 'tuneloop.config.json'), JSON.stringify({ mcpServers }));
}

/** All that the program wrote until something in it matched. */
async function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let text = '';
  for (;;) {
    const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
    text += chunk.toString();
    const match = pattern.exec(text);
    if (match) return match;
  }
}

test('the tools of configured servers are listed; a server that cannot be reached is named, exit code 1', async () => {
  configure(servers);
  const listed = await sandbox.call(['mcp', 'tools']);
  expect({ code: listed.code, stderr: listed.stderr }).toEqual({ code: 0, stderr: '' });
  expect(listed.stdout).toMatch(/^SERVER +TOOL +DESCRIPTION\nfixture +fixture__add +The tool add\./);

  configure({ ...servers, broken: { command: 'tuneloop-no-such-program' } });
  const partly = await sandbox.call(['mcp', 'tools', '--json']);
  expect(partly.code).toBe(1);
  expect(JSON.parse(partly.stdout)).toMatchObject({
    servers: [
      {
        name: 'fixture',
        state: 'connected',
        tools: expect.arrayContaining([expect.objectContaining({ name: 'fixture__add' })]) as unknown[],
      },
      { name: 'broken', state: 'failed', tools: [] },
    ],
  });

  configure({});
  expect((await sandbox.call(['mcp', 'tools'])).stderr).toContain('mcpServers');
});

test('what servers have to read is listed and printed, and so are their prompts', async () => {
  configure(servers);
  const listed = await sandbox.call(['mcp', 'resources']);
  expect([listed.code, listed.stdout]).toEqual([
    0,
    expect.stringMatching(/^SERVER +URI +NAME\nfixture +note:\/\/one +The first/),
  ]);
  const read = await sandbox.call(['mcp', 'resources', 'fixture', 'note://one']);
  expect([read.code, read.stdout]).toEqual([0, 'Heron.\n']);
  const filled = await sandbox.call(['mcp', 'prompts', 'fixture', 'greet', '--arg', 'who=Ada']);
  expect([filled.code, filled.stdout]).toEqual([0, 'USER\nHello Ada\n\nASSISTANT\n[image]\n\n']);
});

test('without a key nothing is served by HTTP; with one it is, until a signal comes', async () => {
  configure(servers);
  const refused = await sandbox.call(['mcp', 'serve', '--port', '0']);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('tuneloop keys create') as string });

  const env = { API_KEY: 'the-key' };
  let exchange: Promise<unknown> | undefined;
  const served = await sandbox.run(['mcp', 'serve', '--port', '0'], {
    env,
    onStart: (child) => {
      const talk = async (): Promise<unknown> => {
        const url = (await printed(child, /plain HTTP on (http:\S+)\/tools/))[1]!;
        const response = await fetch(`${url}/tool_call`, {
          method: 'POST',
          headers: { authorization: `Bearer ${env.API_KEY}`, 'content-type': 'application/json' },
          body: JSON.stringify({ name: 'fixture__add', arguments: { a: 2, b: 3 } }),
        });
        return response.json();
      };
      exchange = talk().finally(() => child.kill('SIGTERM'));
    },
  });
  expect(served.code).toBe(0);
  // It says that it only reads, and is believed.
  expect(await exchange).toMatchObject({ status: 'success', data: { sum: 5 } });
});

test('by standard input and output a program is served without a key', async () => {
  configure({});
  const send = (child: ChildProcess, message: object): void => {
    child.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  let tools: string[] = [];
  const served = await sandbox.run(['mcp', 'serve', '--stdio'], {
    keepInputOpen: true,
    onStart: (child) => {
      const talk = async (): Promise<void> => {
        const clientInfo = { name: 'test', version: '1' };
        const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
        send(child, { id: 1, method: 'initialize', params });
        await printed(child, /"id":1/);
        send(child, { method: 'notifications/initialized' });
        send(child, { id: 2, method: 'tools/list' });
        const [line] = await printed(child, /\{.*"id":2.*\}|\{.*"tools".*\}\n/);
        const { result } = JSON.parse(line) as { result: { tools: { name: string }[] } };
        tools = result.tools.map(({ name }) => name);
      };
      void talk().finally(() => child.stdin!.end());
    },
  });
  expect(tools).toEqual(expect.arrayContaining(['read_file', 'run_code']));
  expect(served.code).toBe(0);
});
