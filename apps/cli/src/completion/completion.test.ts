import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { describeCommands, flattenCommands } from './command-tree.ts';
import { completionScript } from './print-completion.ts';

const program = createProgram();
const folder = mkdtempSync(join(tmpdir(), 'tuneloop-completion-'));

afterAll(() => rmSync(folder, { recursive: true }));

test('the tree has every command, with both long names of an option', () => {
  const nodes = flattenCommands(describeCommands(program));
  expect(nodes.map(({ path }) => path.join(' '))).toEqual(
    expect.arrayContaining(['chat', 'keys create', 'completion']),
  );
  const chat = nodes.find(({ path }) => path.join(' ') === 'chat');
  expect(chat?.options.map(({ names }) => names)).toContainEqual(['--ctx', '--context-size']);
});

test.each(['bash', 'zsh', 'fish'] as const)('%s: every command and option is in the script', (shell) => {
  const script = completionScript(shell, program);
  for (const { path, options } of flattenCommands(describeCommands(program))) {
    const words = [...path, ...options.flatMap(({ names }) => names)];
    for (const word of words) expect(script).toContain(shell === 'fish' ? word.replace(/^--?/, '') : word);
  }
});

describe.runIf(process.platform !== 'win32')('in a real bash', () => {
  const file = join(folder, 'tuneloop.bash');
  writeFileSync(file, completionScript('bash', program));

  /** What pressing Tab behind the last word offers. */
  function complete(...words: string[]): string[] {
    const script = `source ${file}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tuneloop; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync('bash', ['-c', script, 'bash', 'tuneloop', ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    return output.split('\n').filter((line) => line !== '');
  }

  test('the script has no syntax error and registers itself', () => {
    execFileSync('bash', ['-n', file]);
    const registered = execFileSync('bash', ['-c', `source ${file}; complete -p tuneloop`], { encoding: 'utf8' });
    expect(registered.trim()).toBe('complete -F _tuneloop tuneloop');
  });

  test('commands, their subcommands and options', () => {
    expect(complete('')).toEqual(program.commands.map((command) => command.name()));
    expect(complete('ch')).toEqual(['chat']);
    expect(complete('keys', '')).toEqual(['create', 'list', 'update', 'revoke']);
    expect(complete('chat', '--te')).toEqual(['--temperature']);
    expect(complete('keys', 'create', '--sc')).toEqual(['--scope']);
  });

  test('values: choices, files with spaces, folders; nothing where nothing can be known', () => {
    writeFileSync(join(folder, 'my model.gguf'), '');
    expect(complete('serve', '--flash-attention', 'o')).toEqual(['on', 'off']);
    expect(complete('inspect', 'my')).toEqual(['my model.gguf']);
    expect(complete('serve', '--data', 'my')).toEqual([]);
    expect(complete('chat', '--seed', '')).toEqual([]);
  });

  test('the value of an option is not taken for a command', () => {
    expect(complete('chat', '-p', 'serve', '--see')).toEqual(['--seed']);
  });
});
