import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption, numberOption } from './option-values.ts';

export function compareCommand(): Command {
  const command = new Command('compare')
    .summary('choose between drafts of an answer, blind')
    .description(
      'Has a running server write drafts of one answer, shows them in random order without their models, and keeps what\n' +
        'you prefer. Which server: --url, else the configured host and port.',
    )
    .argument('[prompt]', 'what to ask')
    .option('--models <names>', 'drafts of each, by commas: base,base:adapter', (text: string) =>
      text.split(',').map((name) => name.trim()),
    )
    .option('-n, --n <n>', 'drafts of each model; by default 2 of one, 1 of several', integerOption(1, 8))
    .option('-s, --system <text>', 'instructions that the models get first')
    .option('--temperature <t>', 'how the next token is drawn', numberOption(0, 100))
    .option('--seed <n>', 'of the first draft of each model', integerOption(0, 0xffff_ffff))
    .option('--max-tokens <n>', 'length of a draft at most', integerOption(1, 2_147_483_647))
    .option('--id <comparison>', 'choose in an earlier comparison')
    .option('--choice <draft>', 'A, B, …, left, right, tie or both_bad, without being asked')
    .option('--comment <text>', 'why')
    .option('--statistics', 'show which models people prefer, and how far they agree')
    .option('--json', 'print JSON')
    .option('--url <url>', 'the server; its key in OPENAI_API_KEY')
    .addHelpText(
      'after',
      examples([
        ['tuneloop compare "Why is the sky blue?"', 'two drafts of the default model'],
        ['tuneloop compare "Greet me." --models base,base:pirate', 'a model with and without an adapter'],
        ['tuneloop compare --id cmp_… --choice B', 'choose later'],
        ['tuneloop compare --statistics', 'who wins'],
      ]),
    )
    .action(async (prompt: string | undefined, options: Record<string, unknown>) => {
      const { compare } = await import('../actions/compare.ts');
      await compare(prompt, options);
    });
  return addConfigOptions(command, ['folders']);
}
