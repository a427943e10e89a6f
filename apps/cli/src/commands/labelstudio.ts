import { Command, Option } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption } from './option-values.ts';

const kinds = ['pairwise', 'rating', 'correction'];

export function labelStudioCommand(): Command {
  const labelStudio = new Command('labelstudio')
    .summary('have answers judged in Label Studio')
    .description(
      'Puts recorded answers to annotators in a Label Studio of yours, and reads their judgements back as ratings and\n' +
        'choices. The token comes from LABEL_STUDIO_API_KEY, the configuration (labelStudio.token) or a file.',
    )
    .addHelpText(
      'after',
      examples([
        [
          'tuneloop labelstudio push --url http://localhost:8080',
          'pairs of answers to the same prompt, as a new project',
        ],
        ['tuneloop labelstudio push pairs.jsonl --project 3', 'the rows of a file'],
        ['tuneloop labelstudio pull --project 3', 'what annotators said since'],
        ['tuneloop labelstudio sync --project 3', 'both'],
      ]),
    );

  const push = withSelection(new Command('push'))
    .description('Puts answers to annotators that are not there yet. Doing it again makes no duplicates.')
    .argument('[file]', 'rows to judge (JSONL, JSON, CSV, Parquet) in place of the log')
    .option('-o, --output <file>', "write Label Studio's JSON for importing by hand; asks no server")
    .action(async (file: string | undefined, options: Record<string, unknown>) => {
      const { pushToLabelStudio } = await import('../actions/labelstudio.ts');
      await pushToLabelStudio(file, options);
    });
  const pull = withProject(new Command('pull'))
    .description('Reads judgements back. Doing it again counts nothing twice; what was deleted there is withdrawn.')
    .argument('[file]', "Label Studio's JSON export, in place of its server; --url and --project say where it is from")
    .action(async (file: string | undefined, options: Record<string, unknown>) => {
      const { pullFromLabelStudio } = await import('../actions/labelstudio.ts');
      await pullFromLabelStudio(file, options);
    });
  const sync = withSelection(new Command('sync'))
    .description('Pushes, then pulls.')
    .action(async (options: Record<string, unknown>) => {
      const { syncWithLabelStudio } = await import('../actions/labelstudio.ts');
      await syncWithLabelStudio(options);
    });
  const templates = new Command('templates')
    .description('Prints a template, for a project that is made by hand.')
    .addOption(template())
    .action(async (options: { template: string }) => {
      const { printTemplate } = await import('../actions/labelstudio.ts');
      printTemplate(options);
    });
  const webhook = withProject(new Command('webhook'))
    .description(
      'Has Label Studio tell a server of ours whenever somebody judges, so that nobody needs to pull. That server has the\n' +
        'same settings, and LABEL_STUDIO_WEBHOOK_SECRET.',
    )
    .argument('<url>', 'of our server, as Label Studio reaches it, such as http://llm:8000')
    .action(async (url: string, options: Record<string, unknown>) => {
      const { setLabelStudioWebhook } = await import('../actions/labelstudio.ts');
      await setLabelStudioWebhook(url, options);
    });
  for (const command of [push, pull, sync, webhook]) labelStudio.addCommand(addConfigOptions(command, ['folders']));
  labelStudio.addCommand(templates);
  return labelStudio;
}

function template(): Option {
  return new Option('-t, --template <name>', 'what annotators are asked for').choices(kinds).default('pairwise');
}

function withProject(command: Command): Command {
  return command
    .option('--url <url>', 'of Label Studio; left out: LABEL_STUDIO_URL')
    .option('--token-file <file>', 'a file with the token, - for standard input; left out: LABEL_STUDIO_API_KEY')
    .option(
      '--project <number>',
      'left out: LABEL_STUDIO_PROJECT, else the one with the title',
      integerOption(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--title <text>', 'of the project where no number is given; left out: Tuneloop and the template')
    .addOption(template())
    .option('--json', 'print JSON');
}

function withSelection(command: Command): Command {
  const heading = 'What is pushed:';
  const options: [string, string][] = [
    ['--model <id>', 'answers of this model'],
    ['--adapter <id>', 'answers with this adapter; "none": without any'],
    ['--tag <tag>', 'answers with this tag'],
    ['--since <time>', 'at this time or later: 2026-01-31, 2026-01-31T12:00:00Z'],
    ['--until <time>', 'before this time'],
    ['--unrated', 'answers that nobody has judged'],
    ['--limit <n>', 'at most so many questions; left out: all'],
  ];
  withProject(command);
  for (const [flags, description] of options) {
    const option = new Option(flags, description).helpGroup(heading);
    command.addOption(
      flags.startsWith('--limit') ? option.argParser(integerOption(1, Number.MAX_SAFE_INTEGER)) : option,
    );
  }
  return command;
}
