import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function modelsCommand(): Command {
  const command = new Command('models')
    .summary('list models')
    .description('Lists the models on disk, those named in the configuration, and one proposed for this machine.')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop models', 'size, quantisation, context and memory need'],
        ["tuneloop models --json | jq -r '.models[] | select(.onDisk) | .id'", 'names of those on disk'],
      ]),
    )
    .action(async (options: Record<string, unknown>) => {
      const { listModels } = await import('../actions/models.ts');
      await listModels(options);
    });
  return addConfigOptions(command, ['folders']);
}
