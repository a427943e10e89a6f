import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function langfuseCommand(): Command {
  const langfuse = new Command('langfuse')
    .summary('share data sets and judgements with Langfuse')
    .description(
      'Puts recorded prompts into data sets of a Langfuse of yours, and reads data sets and what people say there back into\n' +
        'the log. The connection comes from LANGFUSE_BASE_URL, LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY. A server that has\n' +
        'these tells Langfuse of requests and ratings by itself.',
    )
    .addHelpText(
      'after',
      examples([
        ['tuneloop langfuse push-dataset evals --where rating=up', 'good answers, as what is expected'],
        ['tuneloop langfuse push-dataset evals --run small-1 --where model=small', "a model's answers as a run"],
        ['tuneloop langfuse pull', 'scores that people gave there, as ratings'],
        ['tuneloop langfuse pull --dataset evals', 'a data set, as answers to learn from'],
      ]),
    );
  const push = new Command('push-dataset')
    .description('Puts prompts into a data set, with what ratings say is expected. Doing it again changes nothing.')
    .argument('<name>', 'of the data set; it is made where it is missing')
    .option('--run <name>', 'also add each answer to this run')
    .option('--description <text>', 'of the data set')
    .option('--since <time>', 'recorded at this time or later, such as 2026-01-31')
    .option('--until <time>', 'recorded before this time')
    .option('--where <name=value...>', 'as `tuneloop export` has it: model, adapter, tag, rating, min-score, text, …')
    .option('--json', 'print JSON')
    .action(async (name: string, options: Record<string, unknown>) => {
      const { pushToLangfuse } = await import('../actions/langfuse.ts');
      await pushToLangfuse(name, options);
    });
  const pull = new Command('pull')
    .description('Reads scores of our answers as ratings, or a data set as answers. Doing it again adds nothing.')
    .option('--dataset <name>', 'this data set; left out: scores')
    .option('--thumb <name>', 'boolean scores of this name are thumbs; left out: thumb')
    .option('--score <name>', 'numeric scores of this name, 1 to 5, are marks; left out: score')
    .option('--since <time>', 'scores of this time or later')
    .option('--as <model>', "what a data set's answers are said to be from; left out: imported")
    .option('--json', 'print JSON')
    .action(async (options: Record<string, unknown>) => {
      const { pullFromLangfuse } = await import('../actions/langfuse.ts');
      await pullFromLangfuse(options);
    });
  for (const command of [push, pull]) langfuse.addCommand(addConfigOptions(command, ['folders']));
  return langfuse;
}
