import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { slashCommands } from './chat/slash-commands.ts';
import { describeCommands, flattenCommands } from './completion/command-tree.ts';
import { createProgram } from './program.ts';

test('every command has a summary, a description and an example', () => {
  for (const command of createProgram().commands) {
    expect(command.summary(), command.name()).not.toBe('');
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help, command.name()).toMatch(/^(Examples|Install):$/m);
  }
});

test('help loads the command tree and lists of names alone, so that it is quick', () => {
  const source = `
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({ resolve(specifier, context, next) {
      if (!/^(node:|[./]|file:)/.test(specifier)) packages.add(specifier);
      return next(specifier, context);
    } });
    process.argv = ['node', 'tuneloop', '--help'];
    const { main } = await import(${JSON.stringify(join(import.meta.dirname, 'run.ts'))});
    await main(process.argv);
    console.error([...packages].join(' '));
  `;
  const options = ['--conditions=@tuneloop/source', '--input-type=module'];
  const { stderr } = spawnSync(process.execPath, [...options, '-e', source], { encoding: 'utf8' });
  // Of packages that are slow to load it may have modules that hold a list of names and import nothing.
  const lists = ['@tuneloop/datasets/sensitive-types', '@tuneloop/rlhf/export-formats'];
  expect(stderr.trim().split(' ').toSorted()).toEqual([...lists, 'commander']);
});

test('the reference describes every command and option', () => {
  const reference = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');
  for (const { path, options } of flattenCommands(describeCommands(createProgram()))) {
    if (path.length > 0) expect(reference).toContain(path.join(' '));
    for (const name of options.flatMap(({ names }) => names)) {
      if (!['-h', '--help', '-V', '--version'].includes(name)) expect(reference, path.join(' ')).toContain(name);
    }
  }
  for (const { name } of slashCommands) expect(reference).toContain(`/${name}`);
});
