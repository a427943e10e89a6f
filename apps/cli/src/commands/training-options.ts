import { Option, type Command } from 'commander';
import { collectSetting } from '../training/setting-option.ts';
import { integerOption, numberOption } from './option-values.ts';

/** What `finetune` and `loop` both know of a training. */
export function addTrainingOptions(command: Command): Command {
  return command
    .option('--epochs <n>', 'passes over the rows; by default 3', numberOption(0, 1000))
    .option(
      '--max-steps <n>',
      'so many steps, however many passes over the rows they are, in place of --epochs',
      integerOption(1, 1_000_000_000),
    )
    .option('--rank <n>', 'of the adapter; by default 16', integerOption(1, 1024))
    .option('--learning-rate <x>', "by default the method's usual one", numberOption(0, 1))
    .option('--batch-size <n>', 'rows of one forward pass; by default 4', integerOption(1, 1_000_000))
    .option('--max-length <tokens>', 'of a row; what is longer is cut. By default 2048', integerOption(1, 100_000_000))
    .addOption(
      new Option('--quantization <type>', 'how the base is held while it is trained on').choices([
        'none',
        '8bit',
        '4bit',
        'auto',
      ]),
    )
    .option('--seed <n>', 'by default 42', integerOption(0, 0xffff_ffff))
    .option('--set <name=value>', 'any other setting, such as lora.variant=dora; may be repeated', collectSetting)
    .option('--checks <file>', 'questions with what their answers must hold')
    .option('--regression <file>', 'checks that must not newly fail')
    .option('--judge <model>', 'a model that compares answers before and after')
    .option('--promote-if <rule>', 'the gate, such as "margin_gain_low>0 and regression<0.02"')
    .option('--continue-from <adapter>', 'go on from NAME or NAME@VERSION in place of a new adapter')
    .option('-y, --yes', 'do not ask before Python packages are fetched');
}
