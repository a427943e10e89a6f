import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { mergeAdapterCommand } from './adapters-merge.ts';
import { adapterVersionCommands } from './adapters-versions.ts';
import { examples } from './examples.ts';

export function adaptersCommand(): Command {
  const adapters = new Command('adapters')
    .summary('look at LoRA adapters, convert them, and choose the version that is live')
    .description(
      'Looks at LoRA adapters, checks whether one fits a model, converts what PEFT saved to GGUF, and chooses which version of a trained one answers.',
    )
    .addHelpText(
      'after',
      examples([
        ['tuneloop adapters list', 'those that `tuneloop serve` would serve, and why others are refused'],
        ['tuneloop adapters inspect pirate.gguf', 'rank, alpha, architecture'],
        ['tuneloop adapters check pirate.gguf --base model.gguf', 'was it made for a model of this shape?'],
        ['tuneloop adapters convert ./peft --base model.gguf', 'writes peft.gguf'],
        ['tuneloop adapters merge ./peft --type Q4_K_M', 'a model of its own, with its base'],
        ['tuneloop adapters promote pirate@3', 'a server that runs answers with it at once'],
        ['tuneloop adapters rollback pirate', 'and with the one before again'],
      ]),
    );

  const list = new Command('list')
    .description('Lists the adapters in the adapters folder and in LORA_PATHS.')
    .option('--lora-paths <paths>', 'adapters to list: files, folders or globs, separated by commas')
    .option('--json', 'print JSON')
    .action(async (options: Record<string, unknown>) => {
      const { listAdapters } = await import('../actions/adapters.ts');
      await listAdapters(options);
    });
  const inspect = new Command('inspect')
    .description("Shows what an adapter's own file says. Exits with 1 when it is broken.")
    .argument('<file>', 'a .gguf or an .onnx_adapter')
    .option('--json', 'print JSON')
    .action(async (file: string, options: Record<string, unknown>) => {
      const { inspectAdapter } = await import('../actions/adapters.ts');
      await inspectAdapter(file, options);
    });
  const check = new Command('check')
    .description('Says whether an adapter fits a model. Exits with 1 when it does not.')
    .argument('<file>', 'a .gguf or an .onnx_adapter')
    .option('--base <model>', 'a model on disk or a path; left out: the configured model')
    .option('--json', 'print JSON')
    .action(async (file: string, options: Record<string, unknown>) => {
      const { checkAdapter } = await import('../actions/adapters.ts');
      await checkAdapter(file, options);
    });
  const convert = new Command('convert')
    .description('Converts a folder that PEFT saved to a .gguf.')
    .argument('<folder>', 'with adapter_config.json and adapter_model.safetensors')
    .option('--base <model>', 'a model on disk or a path; left out: the configured model')
    .option('-o, --output <file>', "what to write; left out: the folder's name with .gguf, in this folder")
    .option('--json', 'print JSON')
    .action(async (folder: string, options: Record<string, unknown>) => {
      const { convertFolder } = await import('../actions/adapters.ts');
      await convertFolder(folder, options);
    });
  const commands = [list, inspect, check, convert, mergeAdapterCommand(), ...adapterVersionCommands()];
  for (const command of commands) adapters.addCommand(addConfigOptions(command, ['folders']));
  return adapters;
}
