import { exportFormats } from '@tuneloop/rlhf/export-formats';
import { Command, Option } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption, numberOption } from './option-values.ts';

export function exportCommand(): Command {
  const score = numberOption(1, 5);
  const share = numberOption(0, 1);
  const command = new Command('export')
    .summary('write rated answers as training data')
    .description(
      'Writes what was recorded and how people judged it as training data, with a manifest beside it that says where each\n' +
        'row comes from. It reads the log in the data folder, or asks a server with --url.',
    )
    .addOption(new Option('-f, --format <format>', 'what the file is for').choices(exportFormats))
    .option('-o, --output <file>', 'the file; its name says how rows are written (.jsonl, .jsonl.gz, .parquet, .csv)')
    .option('--since <time>', 'recorded at this time or later, such as 2026-01-31')
    .option('--until <time>', 'recorded before this time')
    .option(
      '--where <name=value...>',
      'model, adapter, conversation, request, tag, rating (up, down, corrected, compared, any, none), min-score, text, failed',
    )
    .option('--validation <share>', 'of the conversations into FILE.validation.jsonl', share)
    .option('--test <share>', 'of the conversations into FILE.test.jsonl', share)
    .option('--seed <text>', 'another seed, another split')
    .addOption(
      new Option('--answers <which>', 'of sft, sharegpt and alpaca; default good').choices(['good', 'not-bad', 'all']),
    )
    .addOption(
      new Option('--sft <rows>', 'of the format sft; default messages').choices(['messages', 'prompt-completion']),
    )
    .option('--good-score <n>', 'scores from here up are good; default 4', score)
    .option('--bad-score <n>', 'scores up to here are bad; default 2', score)
    .option('--min-authors <n>', 'fewer decide nothing; default 1', integerOption(1, 1000))
    .option('--min-agreement <share>', 'of the authors that must agree; more than half in any case', share)
    .option('--max-pairs <n>', 'of one prompt; default 10', integerOption(1, 1000))
    .addOption(new Option('--reward <rows>', 'of the format reward; default pairs').choices(['pairs', 'scores']))
    .option('--reasoning', 'keep what the model thought')
    .option('--no-tools', 'leave out what uses tools')
    .option('--no-system', 'drop system prompts')
    .option('--truncated', 'take answers that ended at their token limit too')
    .option('--redact', 'put placeholders in place of addresses, telephone numbers, keys and the like')
    .addOption(
      new Option('--template <name>', 'of trlx-ppo, trlx-ilql, trlx-dpo and stepwise; default chatml').choices([
        'chatml',
        'llama-2',
        'alpaca',
        'completion',
      ]),
    )
    .option('--as-of <time>', 'nothing that was said or done later')
    .option('--manifest <file>', 'make this set again, as far as it is still there')
    .option('--url <url>', 'let this server export, as a job; its key in OPENAI_API_KEY')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop export --format dpo --output pairs.jsonl', 'pairs of answers to the same prompt'],
        ['tuneloop export -f sft -o train.jsonl --validation 0.1', 'good answers, a tenth of them set apart'],
        ['tuneloop export -f kto -o kto.parquet --where model=qwen3:8b tag=math', 'of one model and tag, as Parquet'],
        ['tuneloop export --manifest pairs.jsonl.manifest.json -o again.jsonl', 'the same set again'],
      ]),
    )
    .action(async (options: Record<string, unknown>) => {
      const { exportData } = await import('../actions/export.ts');
      await exportData(options);
    });
  return addConfigOptions(command, ['folders']);
}
