import { flattenCommands, type CommandNode, type ValueKind } from './command-tree.ts';

/** A completion script for fish. */
export function fishCompletion(root: CommandNode): string {
  const lines = flattenCommands(root).flatMap(commandLines);
  return `# fish completion for tuneloop\ncomplete -c tuneloop -f\n${lines.join('\n')}\n`;
}

function commandLines(node: CommandNode): string[] {
  const within = condition(node);
  const lines = node.options.map(({ names, description, value }) => {
    const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
    return [
      'complete -c tuneloop',
      ...within,
      ...flags,
      ...(value ? valueFlags(value) : []),
      `-d ${quote(description)}`,
    ].join(' ');
  });
  for (const child of node.commands) {
    lines.push(
      ['complete -c tuneloop', ...within, `-a ${child.path.at(-1)}`, `-d ${quote(child.description)}`].join(' '),
    );
  }
  const last = node.arguments.at(-1);
  if (last && last.type !== 'free') lines.push(['complete -c tuneloop', ...within, ...argumentFlags(last)].join(' '));
  return lines;
}

/** True while the command line is in this command and in none below it. */
function condition({ path, commands }: CommandNode): string[] {
  const inside = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = commands.map((command) => command.path.at(-1)).join(' ');
  const tests = below === '' ? inside : [...inside, `not __fish_seen_subcommand_from ${below}`];
  return tests.length === 0 ? [] : [`-n ${quote(tests.join('; and '))}`];
}

function valueFlags(value: ValueKind): string[] {
  if (value.type === 'choices') return ['-x', `-a ${quote(value.choices.join(' '))}`];
  if (value.type === 'free') return ['-x'];
  return value.type === 'folder' ? ['-x', `-a '(__fish_complete_directories)'`] : ['-r', '-F'];
}

function argumentFlags(value: ValueKind): string[] {
  return value.type === 'choices' ? [`-a ${quote(value.choices.join(' '))}`] : ['-F'];
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
