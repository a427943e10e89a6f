import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { CliSandbox } from '../../test/run-cli.ts';

// Each test starts whole processes, perhaps on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const sandbox = new CliSandbox();
afterAll(() => sandbox[Symbol.dispose]());

const script = fileURLToPath(new URL('../../../../packages/mcp-bridge/test/authorization-process.ts', import.meta.url));

/** An MCP server that wants logins; resolves with its URL. */
async function startServer(): Promise<string> {
  const child = spawn(process.execPath, ['--conditions=@tuneloop/source', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return chunk.toString().trim();
}

test('a login prints where to go, waits for the browser, and is kept for this user alone', async () => {
  const url = await startServer();
  writeFileSync(
    join(sandbox.folder, 'tuneloop.config.json'),
    JSON.stringify({ mcpServers: { tickets: { url, oauth: {} } } }),
  );
  const login = await sandbox.run(['mcp', 'login', 'tickets', '--no-browser'], {
    onStart: (child) => {
      child.stdout!.once('data', (chunk: Buffer) => void fetch(chunk.toString().trim()));
    },
  });
  expect(login).toMatchObject({ code: 0, stderr: expect.stringContaining('Logged in to tickets.') as string });
  expect(login.stderr).toContain('ssh -L');
  expect(login.stdout).toMatch(/^http:\S+code_challenge=\S+\n$/);
  const folder = join(sandbox.folder, 'data', 'mcp-logins');
  const [file] = readdirSync(folder);
  expect(statSync(join(folder, file!)).mode & 0o777).toBe(0o600);

  expect(await sandbox.call(['mcp', 'logout', 'tickets'])).toMatchObject({ code: 0 });
  expect(readdirSync(folder)).toEqual([]);
});
