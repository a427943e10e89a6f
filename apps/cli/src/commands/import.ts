import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function importCommand(): Command {
  const command = new Command('import')
    .summary('read answers and ratings of elsewhere into the log')
    .description(
      'Reads answers and what was said of them into the log of the data folder: a log of Tuneloop, exports of Open WebUI\n' +
        '(chats, feedback), or training data (OpenAI, ShareGPT, Alpaca, TRL; JSONL, JSON, CSV, Parquet). What is there\n' +
        'already is not added again.',
    )
    .argument('<file>', 'what to read')
    .option('--format <format>', 'what the file holds; left out: what the first rows look like')
    .option('--model <name>', 'the model of answers that do not name theirs')
    .option('--author <name>', 'who judged, where the file does not say')
    .option('--tag <tag...>', 'carried by what is imported')
    .option('--unrated', 'do not take answers of plain training data for good ones')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop import chats-export.json', "Open WebUI's chats, with their ratings"],
        ['tuneloop import alpaca.jsonl --model teacher --tag alpaca', 'demonstrations, to be exported with others'],
        ['tuneloop import log.jsonl', 'the log of another machine'],
      ]),
    )
    .action(async (file: string, options: Record<string, unknown>) => {
      const { importData } = await import('../actions/import.ts');
      await importData(file, options);
    });
  return addConfigOptions(command, ['folders']);
}
