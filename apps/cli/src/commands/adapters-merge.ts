import { Command } from 'commander';
import type { MergeOptions } from '../actions/adapters-merge.ts';

/** Of `tuneloop adapters`. */
export function mergeAdapterCommand(): Command {
  return new Command('merge')
    .description(
      'Makes a model of an adapter and its base: a .gguf that needs neither, listed among the fine-tuned models.',
    )
    .argument('<folder>', 'as PEFT saved it')
    .option('--base <model>', 'a model on disk or a path; left out: the configured model')
    .option('-t, --type <name>', 'F16, BF16, F32, or one that quantize knows', 'F16')
    .option('--name <name>', "of the model; left out: the folder's")
    .option('-o, --output <file>', 'what to write; left out: NAME-TYPE.gguf in the folder of fine-tuned models')
    .option('-y, --yes', 'fetch the Python packages that it takes without asking')
    .option('--json', 'print JSON')
    .action(async (folder: string, options: MergeOptions) => {
      const { mergeIntoModel } = await import('../actions/adapters-merge.ts');
      await mergeIntoModel(folder, options);
    });
}
