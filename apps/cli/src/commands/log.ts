import { Command, Option } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption, numberOption } from './option-values.ts';

export function logCommand(): Command {
  const command = new Command('log')
    .summary('show what was asked and answered')
    .description(
      'Shows recorded requests and answers, the latest last, or one of them with all its text.\n' +
        'Of the server of --url, else of the data folder, whether a server runs or not.',
    )
    .argument('[id]', 'of an answer, as the API and this list give it')
    .option('-f, --follow', 'go on with what comes, until Ctrl-C')
    .option('-n, --limit <n>', 'interactions at most', integerOption(1, 100))
    .option('--model <name>', 'of this model, whatever its adapters')
    .option('--adapter <name>', 'of those with this adapter, or none')
    .option('--conversation <id>', 'of this conversation')
    .option('--tag <tag>', 'with this tag')
    .option('--since <time>', 'a day or a time, such as 2026-11-21 or 2026-11-21T08:00:00Z')
    .option('--until <time>', 'before this day or time')
    .addOption(
      new Option('--rating <kind>', 'by what people said').choices([
        'up',
        'down',
        'corrected',
        'compared',
        'any',
        'none',
      ]),
    )
    .option('--min-score <n>', 'with a mean score of so much', numberOption(1, 5))
    .option('--text <words>', 'whose question, answer or comments hold these words')
    .option('--failed', 'those that failed')
    .addOption(
      new Option('--reindex', 'make the index of the data folder anew from its log').conflicts([
        'url',
        'follow',
        'compact',
      ]),
    )
    .addOption(
      new Option('--compact', 'take what was deleted out of the data folder now').conflicts([
        'url',
        'follow',
        'reindex',
      ]),
    )
    .option('--json', 'print JSON; with --follow an object a line')
    .option('--url <url>', 'the server; its key in OPENAI_API_KEY')
    .addHelpText(
      'after',
      examples([
        ['tuneloop log -n 5', 'the last five'],
        ['tuneloop log --follow --rating none', 'what is not rated yet, as it comes'],
        ['tuneloop log chatcmpl-…', 'one with its text and ratings'],
        ['tuneloop log --json --rating down | jq -r ".interactions[].id"', 'ids of bad answers'],
      ]),
    )
    .action(async (id: string | undefined, options: Record<string, unknown>) => {
      if (options['reindex'] === true || options['compact'] === true) {
        const { compactLog, reindexLog } = await import('../actions/maintain-log.ts');
        await (options['reindex'] === true ? reindexLog(options) : compactLog(options));
        return;
      }
      const { showInteraction, showLog } = await import('../actions/log.ts');
      await (id === undefined ? showLog(options) : showInteraction(id, options));
    });
  return addConfigOptions(command, ['folders']);
}
