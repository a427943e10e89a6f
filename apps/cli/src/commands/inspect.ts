import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function inspectCommand(): Command {
  const command = new Command('inspect')
    .summary('show what a model is and needs')
    .description("Shows what a model's own file says about it, and the memory that it needs at several context sizes.")
    .argument('[reference]', 'a model on disk or a path; left out: the configured model')
    .option('--json', 'print JSON')
    .option('--template', 'print the chat template alone')
    .addHelpText(
      'after',
      examples([
        ['tuneloop inspect ./model.gguf', 'a file'],
        ['tuneloop inspect Qwen/Qwen3-8B-GGUF:Q4_K_M --json', 'a downloaded model, for programs'],
      ]),
    )
    .action(async (reference: string | undefined, options: Record<string, unknown>) => {
      const { inspectModel } = await import('../actions/inspect.ts');
      await inspectModel(reference, options);
    });
  return addConfigOptions(command, ['folders']);
}
