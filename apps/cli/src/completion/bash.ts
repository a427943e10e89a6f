import { flattenCommands, type CommandNode, type ValueKind } from './command-tree.ts';

/** A completion script for bash 3.2 (macOS) and later. */
export function bashCompletion(root: CommandNode): string {
  const name = '_tuneloop';
  const commands = flattenCommands(root);
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quote(key(path)));
  return `# bash completion for tuneloop
${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${paths.join('|')}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path:$prev" in
${commands.flatMap(optionCases).join('\n')}
  esac
  case "$path" in
${commands.map(commandCase).join('\n')}
  esac
}
complete -F ${name} tuneloop
`;
}

/** One case for each kind of value: what follows these options. */
function optionCases({ path, options }: CommandNode): string[] {
  const patterns = new Map<string, string[]>();
  for (const { names, value } of options) {
    if (!value) continue;
    const known = patterns.get(reply(value)) ?? [];
    patterns.set(reply(value), [...known, ...names.map((option) => quote(`${key(path)}:${option}`))]);
  }
  return [...patterns].map(([statement, places]) => `    ${places.join('|')}) ${statement}return ;;`);
}

function commandCase({ path, options, commands, arguments: values }: CommandNode): string {
  const names = options.flatMap((option) => option.names).join(' ');
  const value = values.at(-1);
  const words: ValueKind | undefined =
    commands.length > 0 ? { type: 'choices', choices: commands.map((command) => command.path.at(-1) ?? '') } : value;
  return `    ${quote(key(path))})
      if [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W ${quote(names)} -- "$cur"))
      else ${words ? reply(words) : ''}return; fi ;;`;
}

/** A statement with `; ` behind it, or nothing. */
function reply(value: ValueKind): string {
  if (value.type === 'free') return '';
  if (value.type === 'choices') return `COMPREPLY=($(compgen -W ${quote(value.choices.join(' '))} -- "$cur")); `;
  const flag = value.type === 'folder' ? '-d' : '-f';
  // One name a line, so that names with spaces stay whole; compopt is missing in bash 3.2.
  return `local IFS=$'\\n'; COMPREPLY=($(compgen ${flag} -- "$cur")); compopt -o filenames 2>/dev/null; `;
}

/** The command's path with a space before each word, as the script collects it. */
function key(path: string[]): string {
  return path.map((word) => ` ${word}`).join('');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
