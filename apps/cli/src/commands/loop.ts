import { Command, Option } from 'commander';
import type { LoopOptions } from '../actions/loop.ts';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption } from './option-values.ts';
import { addTrainingOptions } from './training-options.ts';

export function loopCommand(): Command {
  const command = new Command('loop')
    .summary('train on what people said of answers, and serve what is better')
    .description(
      'Makes training data of the ratings, corrections and comparisons in the log, trains an adapter on it, checks that\n' +
        'it is served as it was trained, measures it against what is live, and lets it go live where it is better.\n' +
        'A running server of the same data folder does the work; without one this process does. Ctrl-C lets the\n' +
        'trainer save what it has; --resume goes on from there. What is left out is as the settings loop.* say.',
    )
    .addOption(new Option('--from <source>', 'where the ratings are').choices(['log']).default('log'))
    .option('-n, --name <name>', 'of the adapter; by default loop')
    .option('--min-ratings <n>', 'ratings that there must be; by default 20', integerOption(0, 1_000_000_000))
    .addOption(
      new Option('--method <name>', 'what is optimised; by default dpo').choices(['sft', 'dpo', 'kto', 'orpo']),
    );
  addTrainingOptions(command)
    .option('--from-model <name>', 'learn from answers of this model alone')
    .option('--tag <tag>', 'learn from answers with this tag alone')
    .option('--every <schedule>', 'stay, and begin one at these times if enough new ratings came: "0 3 * * *"')
    .option('--when-ratings <n>', 'stay, and begin one as soon as so many new ratings came', integerOption(1, 1e9))
    .option('--dry-run', 'show what would be learnt from, and end')
    .option('--show', 'show how many ratings are new, and what became of the last loop')
    .option('--resume', 'go on with the last loop, which failed or was stopped')
    .option('--json', 'print what happens as JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop loop --from log --min-ratings 20', 'once: from twenty ratings to a better adapter'],
        [
          'tuneloop loop --promote-if "margin_gain_low>0 and regression<0.02" --regression facts.jsonl',
          'your own gate',
        ],
        ['tuneloop loop --every "0 3 * * *" --min-ratings 50', 'every night when there are fifty new ratings'],
        ['tuneloop loop --dry-run', 'how many rows would come of it'],
        ['tuneloop loop --resume', 'after Ctrl-C, a full disk, or a power failure'],
      ]),
    )
    .action(async (_options: unknown, invoked: Command) => {
      const { loop } = await import('../actions/loop.ts');
      await loop(invoked.optsWithGlobals<LoopOptions>());
    });
  return addConfigOptions(command, ['model', 'folders']);
}
