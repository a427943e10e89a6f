import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption } from './option-values.ts';

export function topCommand(): Command {
  const command = new Command('top')
    .summary('watch a running server')
    .description(
      'Shows a running server as it works: requests, tokens, models with slots and queue, the machine, jobs, warnings.\n' +
        'q leaves. Which server: --url, else the configured host and port. Its key needs the scope admin; one with the ' +
        'scope metrics is shown no jobs and warnings.',
    )
    .option('--once', 'print one picture and leave')
    .option('--json', 'print the same as JSON and leave')
    .option('--interval <s>', 'seconds between two pictures; 2 by default', integerOption(1, 3600))
    .option('--url <url>', 'the server; its key in OPENAI_API_KEY')
    .addHelpText(
      'after',
      examples([
        ['tuneloop top', 'until q'],
        ['tuneloop top --url https://llm.example.org', 'another machine'],
        ["tuneloop top --json | jq '.models[] | {id, active, queued}'", 'for scripts'],
      ]),
    )
    .action(async (options: Record<string, unknown>) => {
      const { top } = await import('../actions/top.ts');
      await top(options);
    });
  return addConfigOptions(command, ['folders']);
}
