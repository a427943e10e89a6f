import { Argument, Command } from 'commander';

export function completionCommand(): Command {
  return new Command('completion')
    .summary('print a shell completion script')
    .description('Prints a script that completes commands and options in your shell.')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
Install:
  bash   echo 'source <(tuneloop completion bash)' >> ~/.bashrc
  zsh    echo 'source <(tuneloop completion zsh)' >> ~/.zshrc     (below compinit)
  fish   tuneloop completion fish > ~/.config/fish/completions/tuneloop.fish`,
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish', _options: unknown, command: Command) => {
      const { printCompletion } = await import('../completion/print-completion.ts');
      printCompletion(shell, command.parent ?? command);
    });
}
