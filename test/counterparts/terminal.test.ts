import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedModel, createModelStore, defaultModelsFolder } from '@tuneloop/runtime';
import type { ScriptedReply } from '@tuneloop/runtime/scripted';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { CliSandbox } from '../../apps/cli/test/run-cli.ts';
import { startScriptedServer } from '../../apps/cli/test/scripted-server.ts';
import { TmuxTerminal } from './tmux-terminal.ts';

const sandbox = new CliSandbox();
afterAll(() => sandbox[Symbol.dispose]());

/** A folder that the tools may use, and a server that answers with these. */
async function serve(replies: (folder: string) => ScriptedReply[]): Promise<{ folder: string; url: string }> {
  const folder = join(sandbox.folder, crypto.randomUUID());
  mkdirSync(folder);
  const policy = { files: { allowedRoots: [folder] } };
  writeFileSync(join(folder, 'tuneloop.config.json'), JSON.stringify({ tools: { policy } }));
  const server = await startScriptedServer(folder, { replies: replies(folder) });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { folder, url: server.url };
}

async function chat(args: string[], env: Record<string, string> = {}): Promise<TmuxTerminal> {
  const main = join(import.meta.dirname, '../../apps/cli/src/main.ts');
  const terminal = new TmuxTerminal({
    command: [process.execPath, '--conditions=@tuneloop/source', main, 'chat', ...args],
    env: { ...sandbox.env, ...env },
    cwd: sandbox.folder,
  });
  onTestFinished(() => terminal[Symbol.dispose]());
  await terminal.waitFor(/\/exit leaves\.\n> /);
  return terminal;
}

/** The lines from the one that holds `from` on, as a person reads them. */
function linesFrom(screen: string, from: string): string[] {
  const lines = screen.trimEnd().split('\n');
  return lines.slice(lines.findLastIndex((line) => line.includes(from))).map((line) => line.trimEnd());
}

const markdown = `# Rivers

The **Rhine**, see \`map()\` and 日本.

- one
  - two

> quoted

\`\`\`js
const x = 1;
\`\`\`
Done.`;

test('markdown as it looks', async () => {
  const { url } = await serve(() => [markdown]);
  const terminal = await chat(['--url', url]);
  terminal.enter('Rivers?');
  const screen = await terminal.waitFor(/tokens\/s/);
  expect(linesFrom(screen, '> Rivers?').slice(0, 14)).toEqual([
    '> Rivers?',
    'Rivers',
    '',
    'The Rhine, see map() and 日本.',
    '',
    '• one',
    '  • two',
    '',
    '│ quoted',
    '',
    '── js ──────────────────────────',
    'const x = 1;',
    '────────────────────────────────',
    'Done.',
  ]);
  expect(terminal.screen({ escapes: true })).toContain('\u001b[1mRhine\u001b[0m');
});

test('without colours the text as it came', async () => {
  const { url } = await serve(() => [markdown]);
  const terminal = await chat(['--url', url], { NO_COLOR: '1' });
  terminal.enter('Rivers?');
  const screen = await terminal.waitFor(/tokens\/s/);
  expect(screen).toContain('# Rivers\n\nThe **Rhine**, see `map()` and 日本.\n\n- one\n  - two\n\n> quoted\n\n```js\n');
  // Nothing of a model's gets through, and colours do not come from elsewhere.
  expect(terminal.screen({ escapes: true })).not.toMatch(/\u001b\[[\d;]*(?:1|3[0-7])m/); // oxlint-disable-line no-control-regex
});

const write = (folder: string, name: string): ScriptedReply => {
  const args = { path: join(folder, name), lines: ['kept'] };
  return { steps: [{ text: 'Let me write it.' }, { toolCall: { name: 'write_file', arguments: args, id: name } }] };
};

test('a call is approved, one refused, one stopped; the conversation goes on later', async () => {
  const { folder, url } = await serve((own) => {
    return [write(own, 'a.txt'), 'I wrote it.', write(own, 'b.txt'), 'Then not.', write(own, 'c.txt'), 'Later.'];
  });
  const terminal = await chat(['--url', url]);
  terminal.enter('/tools');
  await terminal.waitFor(/write_file +asks you +writes, destroys[^]*Tools are off/);
  terminal.enter('/tools on');
  await terminal.waitFor(/Tools are on/);

  terminal.enter('Write a');
  await terminal.waitFor(/n no, or n and why: $/m);
  expect(existsSync(join(folder, 'a.txt'))).toBe(false);
  terminal.enter('sure');
  await terminal.waitFor(/why: sure\n.*why: /);
  expect(existsSync(join(folder, 'a.txt'))).toBe(false);
  terminal.enter('y');
  const approved = linesFrom(await terminal.waitFor(/I wrote it\.\n.*tokens\/s/), 'Let me write it.');
  expect(approved[1]).toMatch(/^→ write_file\(path: "/);
  expect(approved).toContain(`    path: ${JSON.stringify(join(folder, 'a.txt'))}`);
  expect(approved).toContainEqual(expect.stringMatching(/^← write_file ✓ bytes_written: 5 · \d+ ms$/));
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('kept\n');

  terminal.enter('Write b');
  await terminal.waitFor(/b\.txt[^]*why: $/m);
  terminal.enter('n not today');
  await terminal.waitFor(/← write_file ✗ .*"not today"[^]*Then not\.\n.*tokens\/s/);

  terminal.enter('Write c');
  await terminal.waitFor(/c\.txt[^]*why: $/m);
  terminal.press('C-c');
  await terminal.waitFor(/stopped/);
  terminal.enter('/exit');
  expect(await terminal.exitCode()).toBe(0);
  expect(['b.txt', 'c.txt'].filter((name) => existsSync(join(folder, name)))).toEqual([]);

  const later = await chat(['--url', url, '--resume']);
  expect(later.screen()).toMatch(/Going on with chat-\S+: Write a \(2 questions\)\./);
  later.enter('And now?');
  await later.waitFor(/Later\.\n.*tokens\/s/);
  later.press('C-d');
  expect(await later.exitCode()).toBe(0);
});

test('Ctrl-C stops an answer; pressed twice at the question it leaves', async () => {
  const { url } = await serve(() => [{ steps: [{ text: 'One, **two' }, { delayMs: 60_000 }, { text: 'three**' }] }]);
  const terminal = await chat(['--url', url]);
  terminal.enter('Count');
  await terminal.waitFor(/One, two/);
  terminal.press('C-c');
  await terminal.waitFor(/stopped\n> /);
  terminal.press('C-c');
  await terminal.waitFor(/Ctrl-C again leaves, and so does \/exit\.\n> /);
  terminal.press('C-c');
  expect(await terminal.exitCode()).toBe(130);
});

test('the embedded model in the process itself, kept and resumed', async () => {
  const models = defaultModelsFolder(process.env, process.platform);
  await createModelStore({ folder: models, environment: process.env }).resolve(embeddedModel.id);
  const args = ['--local', '--ctx', '1024', '--max-tokens', '12', '--seed', '7'];
  const terminal = await chat(args, { LLAMA_CACHE: models });
  terminal.enter('Name a colour.');
  await terminal.waitFor(/\d+ tokens · .*tokens\/s/);
  terminal.enter('/exit');
  expect(await terminal.exitCode()).toBe(0);
  const later = await chat([...args, '--resume'], { LLAMA_CACHE: models });
  expect(later.screen()).toContain('Name a colour. (1 question).');
});
