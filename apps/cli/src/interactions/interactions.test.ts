import { TuneloopError } from '@tuneloop/protocol';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { captureOutput } from '../../test/capture-output.ts';
import { CliSandbox } from '../../test/run-cli.ts';
import { createProgram } from '../program.ts';
import { startScriptedServer, type ScriptedServer } from '../../test/scripted-server.ts';

// One of them starts a process, perhaps on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const sandbox = new CliSandbox();

/** The program in this process, which is quicker; what it fails with is returned. */
async function run(args: string[]): Promise<{ code: string | undefined; stdout: string; stderr: string }> {
  using output = captureOutput();
  const place = ['--data', `${sandbox.folder}/data`, '--cache', `${sandbox.folder}/cache`];
  const failure: unknown = await createProgram()
    .parseAsync([...args, ...place], { from: 'user' })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  const error = failure === undefined ? undefined : TuneloopError.from(failure);
  return { code: error?.code, stdout: output.stdout, stderr: output.stderr + (error?.message ?? '') };
}

let server: ScriptedServer;
let id: string;

beforeAll(async () => {
  server = await startScriptedServer(sandbox.folder);
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Say \u001B[31mred' }], user: 'ada' });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', headers, body });
  ({ id } = (await answer.json()) as { id: string });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  sandbox[Symbol.dispose]();
});

test('an answer is rated on the server, and in the data folder beside it; the log shows both', async () => {
  const up = await run(['rate', id, 'up', '--comment', 'Fine.', '--url', server.url]);
  expect([up.code, up.stderr]).toEqual([undefined, expect.stringContaining('Kept: up, "Fine."')]);
  const score = await run(['rate', id, '4', '--tag', 'short', '--author', 'ben', '--json']);
  expect(JSON.parse(score.stdout)).toMatchObject({ author: 'ben', source: 'terminal', score: 4, tags: ['short'] });

  const list = await run(['log', '--rating', 'up', '--url', server.url]);
  expect(list.stdout).toMatch(new RegExp(`^TIME +ID[^]*${id} +scripted +4 of 5 +Say .*red → You said`));
  expect(list.stdout).not.toContain('\u001B');
  const one = await run(['log', id]);
  expect(one.stdout).toMatch(/user: +ada\n/);
  expect(one.stdout).toMatch(/rated by ben: +4 of 5, short\n\nUSER\nSay/);
  const json = await run(['log', '--json', '--text', 'Say', '--url', server.url]);
  expect(JSON.parse(json.stdout)).toMatchObject({ interactions: [{ id, ratings: [{ thumb: 'up' }, { score: 4 }] }] });
});

test('the log is followed', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const following = sandbox.run(['log', '--follow', '--json', '--url', server.url], {
    onStart: (child) => {
      let lines = 0;
      child.stdout?.on('data', (text: Buffer) => {
        lines += text.toString().split('\n').length - 1;
        if (lines === 1) resolve();
        if (lines >= 2) child.kill('SIGINT');
      });
    },
  });
  await promise;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ prompt: 'next' });
  await fetch(`${server.url}/v1/completions`, { method: 'POST', headers, body });
  const { code, stdout } = await following;
  const shown = stdout.trim().split('\n');
  expect(code).toBe(130);
  expect(shown.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([id, expect.stringMatching(/^cmpl-/)]);
});

test('drafts are compared, now or later, and counted', async () => {
  const first = await run(['compare', 'Hi', '--url', server.url]);
  expect(first.stdout).toMatch(/── A ──\nYou said: Hi[^]*── B ──\nYou said: Hi/);
  expect(first.stdout).not.toContain('scripted');
  const comparison = /--id (cmp_\w+)/.exec(first.stderr)![1]!;
  const chosen = await run(['compare', '--id', comparison, '--choice', 'b', '--url', server.url]);
  expect(chosen.stdout).toMatch(/^A: scripted[^\n]*\nB: scripted[^\n]* \(preferred\)\n$/);
  const wrong = await run(['compare', '--id', comparison, '--choice', 'C', '--url', server.url]);
  expect([wrong.code, wrong.stderr]).toEqual(['INVALID_REQUEST', expect.stringContaining('--choice is A, B, left')]);
  const table = await run(['compare', '--statistics', '--url', server.url]);
  expect(table.stdout).toMatch(/Agreement[^]*thumbs: nothing to say/);
});

test('what is not there, or says nothing, is a failure that tells what to do', async () => {
  const none = await run(['rate', 'chatcmpl-none', 'up']);
  expect([none.code, none.stderr]).toEqual(['NOT_FOUND', expect.stringContaining('chatcmpl-none')]);
  const nothing = await run(['rate', id]);
  expect([nothing.code, nothing.stderr]).toEqual(['INVALID_REQUEST', expect.stringContaining('--correction')]);
});
