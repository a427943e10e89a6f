import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function removeCommand(): Command {
  const command = new Command('rm')
    .summary('delete downloaded models')
    .description('Deletes downloaded models from the models folder. Files elsewhere are never touched.')
    .argument('<reference...>', 'as in `tuneloop models`')
    .addHelpText('after', examples([['tuneloop rm Qwen/Qwen3-8B-GGUF:Q4_K_M', 'frees its disk space']]))
    .action(async (references: string[], options: Record<string, unknown>) => {
      const { removeModels } = await import('../actions/rm.ts');
      await removeModels(references, options);
    });
  return addConfigOptions(command, ['folders']);
}
