import type { Command } from 'commander';
import { bashCompletion } from './bash.ts';
import { describeCommands, type CommandNode } from './command-tree.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

const generators: Record<Shell, (root: CommandNode) => string> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export function completionScript(shell: Shell, program: Command): string {
  return generators[shell](describeCommands(program));
}

export function printCompletion(shell: Shell, program: Command): void {
  process.stdout.write(completionScript(shell, program));
}
