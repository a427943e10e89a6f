import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { CliSandbox } from '../../apps/cli/test/run-cli.ts';
import { startScriptedServer } from '../../apps/cli/test/scripted-server.ts';
import { TmuxTerminal } from './tmux-terminal.ts';

const sandbox = new CliSandbox();
afterAll(() => sandbox[Symbol.dispose]());

test('in a real terminal it goes on by itself, shows a server that goes away, and leaves nothing behind', async () => {
  const server = await startScriptedServer(sandbox.folder, { replies: 'Hello.' });
  const main = join(import.meta.dirname, '../../apps/cli/src/main.ts');
  const terminal = new TmuxTerminal({
    command: [process.execPath, '--conditions=@tuneloop/source', main, 'top', '--interval', '1', '--url', server.url],
    env: { ...sandbox.env },
    cwd: sandbox.folder,
    columns: 90,
    rows: 20,
  });
  onTestFinished(() => terminal[Symbol.dispose]());
  await terminal.waitFor(/ready\s[^]*scripted +0\/4/);
  expect(terminal.screen({ escapes: true })).toContain('\u001b[1m');
  const body = JSON.stringify({ model: 'none', messages: [{ role: 'user', content: 'Hi' }] });
  const headers = { 'content-type': 'application/json' };
  await (await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', headers, body })).text();
  await terminal.waitFor(/errors: model_not_found 1/);
  await server[Symbol.asyncDispose]();
  await terminal.waitFor(/No server answers/);
  terminal.press('q');
  expect(await terminal.exitCode()).toBe(0);
  // Back on the screen that was there before.
  expect(terminal.screen()).not.toContain('No server answers');
});
