import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function rateCommand(): Command {
  const command = new Command('rate')
    .summary('say what you think of an answer')
    .description(
      'Rates a recorded answer. Your last word counts; earlier ones are kept.\n' +
        'On the server of --url, else in the data folder, whether a server runs or not.',
    )
    .argument('<id>', 'of an answer, as the API and `tuneloop log` give it')
    .argument('[judgement]', 'up, down, or a score from 1 (bad) to 5 (good)')
    .option('--comment <text>', 'why')
    .option('--correction <text>', 'the answer as it should have been')
    .option('--tag <tag...>', 'words to find it by')
    .option('--author <name>', 'who says so; a server with keys wants one with the scope admin for that')
    .option('--json', 'print JSON')
    .option('--url <url>', 'the server; its key in OPENAI_API_KEY')
    .addHelpText(
      'after',
      examples([
        ['tuneloop rate chatcmpl-… up', 'a good answer'],
        ['tuneloop rate chatcmpl-… 2 --comment "Too long."', 'a score and why'],
        ['tuneloop rate chatcmpl-… --correction "Paris."', 'what it should have said'],
      ]),
    )
    .action(async (id: string, judgement: string | undefined, options: Record<string, unknown>) => {
      const { rate } = await import('../actions/rate.ts');
      await rate(id, judgement, options);
    });
  return addConfigOptions(command, ['folders']);
}
