import { Command, Option } from 'commander';
import type { QuantizeCommandOptions } from '../actions/quantize.ts';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption } from './option-values.ts';

export function quantizeCommand(): Command {
  const command = new Command('quantize')
    .summary("make a model's file smaller")
    .description(
      'Writes a GGUF model with smaller weights, by llama.cpp itself. It appears among the models by the name of its file. With --method awq: a folder for vLLM in 4 bits.',
    )
    .argument('<model>', "a .gguf or a model on this disk, best in F16, BF16 or F32; for AWQ also a model's folder")
    .addOption(new Option('--method <name>', 'what it becomes').choices(['gguf', 'awq']).default('gguf'))
    .option(
      '-t, --type <name>',
      'Q8_0, Q6_K, Q5_K_M, Q4_K_M, Q4_0, IQ4_XS, Q3_K_M, F16 or another of llama.cpp',
      'Q4_K_M',
    )
    .option(
      '-o, --output <file>',
      'what to write; left out: NAME-TYPE.gguf in the folder of fine-tuned models; of AWQ the folder NAME-awq here',
    )
    .option('--calibration <file>', 'of AWQ: rows that the model is watched with, such as those that it was trained on')
    .option('--samples <n>', 'of AWQ: how many of them; left out: 128', integerOption(1, 100_000))
    .option('--requantize', 'also from a model that is quantised already, which loses more')
    .option('--threads <n>', 'threads that compute; left out: all', integerOption(1, 1024))
    .option('-y, --yes', 'of AWQ: fetch the Python packages that it takes without asking')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop quantize merged.gguf', 'writes merged-Q4_K_M.gguf'],
        ['tuneloop quantize merged.gguf --type Q8_0 -o small.gguf', ''],
        ['tuneloop quantize ./merged --method awq --calibration rows.jsonl', 'the folder merged-awq, for vLLM'],
      ]),
    )
    .action(async (model: string, options: QuantizeCommandOptions) => {
      const { quantize } = await import('../actions/quantize.ts');
      await quantize(model, options);
    });
  return addConfigOptions(command, ['folders']);
}
