import { flattenCommands, type CommandNode, type OptionNode, type ValueKind } from './command-tree.ts';

/** A completion script for zsh: to be sourced, or put as `_tuneloop` into a folder of `$fpath`. */
export function zshCompletion(root: CommandNode): string {
  return `#compdef tuneloop
${flattenCommands(root).map(commandFunction).join('\n')}
if [ "$funcstack[1]" = _tuneloop ]; then _tuneloop "$@"; else compdef _tuneloop tuneloop; fi
`;
}

function commandFunction(node: CommandNode): string {
  const specs = node.options.map(optionSpec);
  if (node.commands.length === 0) {
    const values = node.arguments.map((value) =>
      quote(`*:${value.type === 'free' ? 'value' : value.type}:${action(value)}`),
    );
    return `${functionName(node)}() {\n  _arguments -s ${[...specs, ...values.slice(-1)].join(' \\\n    ')}\n}`;
  }
  const described = node.commands.map((child) => quote(`${child.path.at(-1)}:${child.description}`));
  const cases = node.commands.map((child) => `        ${child.path.at(-1)}) ${functionName(child)} ;;`);
  return `${functionName(node)}() {
  local context state line
  typeset -A opt_args
  _arguments -C ${[...specs, "'1: :->command'", "'*:: :->arguments'"].join(' \\\n    ')}
  case $state in
    command)
      local -a commands=(${described.join(' ')})
      _describe command commands ;;
    arguments)
      case $line[1] in
${cases.join('\n')}
      esac ;;
  esac
}`;
}

function optionSpec({ names, description, value }: OptionNode): string {
  const text = description.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
  const tail = `[${text}]${value ? `:${value.type === 'free' ? 'value' : value.type}:${action(value)}` : ''}`;
  if (names.length === 1) return quote(`${names[0]}${tail}`);
  return `${quote(`(${names.join(' ')})`)}{${names.join(',')}}${quote(tail)}`;
}

function action(value: ValueKind): string {
  if (value.type === 'choices') return `(${value.choices.join(' ')})`;
  if (value.type === 'free') return ' ';
  return value.type === 'folder' ? '_files -/' : '_files';
}

function functionName({ path }: CommandNode): string {
  return ['_tuneloop', ...path].join('_');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
