import type { Command, Option } from 'commander';

/** What can stand at a place of a command line: words of a closed list, a path, or something that cannot be known. */
export type ValueKind =
  | { type: 'choices'; choices: string[] }
  | { type: 'file' }
  | { type: 'folder' }
  | { type: 'free' };

export interface OptionNode {
  /** `-m`, `--model`. */
  names: string[];
  description: string;
  /** Left out: the option is a switch. */
  value?: ValueKind;
}

export interface CommandNode {
  /** `[]` for the program itself, `['keys', 'create']`. */
  path: string[];
  description: string;
  options: OptionNode[];
  /** The last one stands for all that follow. */
  arguments: ValueKind[];
  commands: CommandNode[];
}

/** The command tree as plain data, all that a completion script needs to know. */
export function describeCommands(command: Command, path: string[] = []): CommandNode {
  const global = path.length > 0 ? rootOf(command).options : [];
  const options = [...command.options, ...global].filter((option) => !option.hidden);
  return {
    path,
    description: command.summary() || command.description(),
    options: [...options.map(describeOption), { names: ['-h', '--help'], description: 'show help' }],
    arguments: command.registeredArguments.map((argument) => valueKind(argument.name(), argument.argChoices)),
    commands: command.commands.map((child) => describeCommands(child, [...path, child.name()])),
  };
}

/** The node itself and all below it. */
export function flattenCommands(node: CommandNode): CommandNode[] {
  return [node, ...node.commands.flatMap(flattenCommands)];
}

function describeOption(option: Option): OptionNode {
  // With two long names commander calls the first one short: `--ctx, --context-size <tokens>`.
  const names = [option.short, option.long].filter((name) => name !== undefined);
  const placeholder = /[<[](.+?)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1];
  const node: OptionNode = { names, description: option.description };
  if (placeholder !== undefined) node.value = valueKind(placeholder, option.argChoices);
  return node;
}

/** Placeholders tell what a value is: that is why they are chosen with care. */
function valueKind(placeholder: string, choices: string[] | undefined): ValueKind {
  if (choices) return { type: 'choices', choices };
  if (placeholder === 'folder') return { type: 'folder' };
  return { type: ['file', 'ref', 'reference'].includes(placeholder) ? 'file' : 'free' };
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command;
}
