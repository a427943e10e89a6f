import { Command } from 'commander';
import type { BenchOptions } from '../actions/bench.ts';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption } from './option-values.ts';

export function benchCommand(): Command {
  const command = new Command('bench')
    .summary('measure speed')
    .description(
      'Measures time to first token, prefill and decode speed, with one request and with several at once.\n' +
        'Quick figures for a look; other programs on the machine disturb them.',
    )
    .option('--streams <n>', 'requests at once in the second measurement', integerOption(1, 256), 4)
    .option('--prompt-tokens <n>', 'length of the prompt, about', integerOption(1, 1_000_000), 256)
    .option('--max-tokens <n>', 'length of each answer at most', integerOption(2, 100_000), 64)
    .option('--url <url>', 'measure this OpenAI-compatible server; key in OPENAI_API_KEY')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop bench', 'the configured model, loaded into this process'],
        ['tuneloop bench --streams 8 --ctx 2048', 'eight at once'],
        ['tuneloop bench --url http://127.0.0.1:8000/v1', 'a running server'],
      ]),
    )
    .action(async (_options: unknown, invoked: Command) => {
      const { bench } = await import('../actions/bench.ts');
      await bench(invoked.optsWithGlobals<BenchOptions>());
    });
  return addConfigOptions(command, ['model', 'folders']);
}
