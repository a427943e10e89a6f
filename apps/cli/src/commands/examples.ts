/** The part of a command's help that shows it at work: each line a command and, after two spaces or more, what for. */
export function examples(lines: [command: string, purpose: string][]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return ['', 'Examples:', ...lines.map(([command, purpose]) => `  ${command.padEnd(width)}   ${purpose}`)].join('\n');
}
