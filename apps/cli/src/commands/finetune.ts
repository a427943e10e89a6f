import { Command, Option } from 'commander';
import type { FinetuneOptions } from '../actions/finetune.ts';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption } from './option-values.ts';
import { addTrainingOptions } from './training-options.ts';

const methods = ['sft', 'dpo', 'kto', 'orpo', 'reward', 'grpo', 'ppo'];

export function finetuneCommand(): Command {
  const command = new Command('finetune')
    .summary('train an adapter on your data, and serve it')
    .description(
      'Trains a LoRA adapter for a model on rows of data, checks that it is served as it was trained, measures it\n' +
        'against what is live, and lets it go live where it is better. A running server of the same data folder\n' +
        'does the work, and serves the adapter without a restart; without one this process does.\n' +
        'Ctrl-C lets the trainer save what it has; --resume goes on from there.',
    )
    .option('-d, --data <file>', 'rows to train on: JSONL, JSON, CSV, TSV or Parquet')
    .option('--base <model>', 'train on this form of the model, not on its GGUF: a folder, or hub:OWNER/NAME')
    .option('-n, --name <name>', "of the adapter; left out: that of the data's file")
    .option('-o, --output <folder>', 'put a copy of the adapter there too, as NAME.gguf')
    .addOption(new Option('--method <name>', 'what is optimised; by default sft').choices(methods));
  addTrainingOptions(command)
    .option('--validation <rows>', 'rows to measure on: a file, or a fraction of the data; by default 0.1')
    .option('--max-problems <n>', 'bad rows that may be left out', integerOption(0, 1_000_000_000))
    .option('--comparisons <file>', 'choices of people between answers before and after')
    .option('--no-evaluate', 'do not measure it')
    .addOption(
      new Option('--promote <when>', 'go live: if its gate lets it pass (default), always, never').choices([
        'if',
        'always',
        'never',
      ]),
    )
    .option('--resume <run>', 'go on with a run that failed or was stopped')
    .option('--list', 'list the runs')
    .option('--dry-run', 'say what it would take, and train nothing')
    .option('--inspect', 'the same, with the first rows as tokens, and what of them is learned')
    .option('--detach', 'leave it to a running server, and end')
    .option('--offline', 'take models and Python packages from the disk only')
    .option('--json', 'print what happens as JSON, an event a line, and in the end the run')
    .addHelpText(
      'after',
      examples([
        ['tuneloop finetune --data chats.jsonl', 'the model that is served; the adapter is called "chats"'],
        ['tuneloop finetune -m Qwen/Qwen3-8B-GGUF:Q4_K_M -d chats.jsonl --quantization 4bit', 'another one'],
        ['tuneloop finetune -d chats.jsonl --inspect', 'rows, tokens, memory and time, before anything is trained'],
        ['tuneloop finetune -d pairs.jsonl --method dpo --promote-if "margin_gain_low>0"', 'from preferences'],
        ['tuneloop finetune -d more.jsonl --continue-from chats', 'go on from what is live'],
        ['tuneloop finetune --resume run_…', 'after Ctrl-C, a full disk, or a power failure'],
      ]),
    )
    .action(async (_options: unknown, invoked: Command) => {
      const { finetune } = await import('../actions/finetune.ts');
      await finetune(invoked.optsWithGlobals<FinetuneOptions>());
    });
  // Not the group of folders: its --data is the server's data folder, here TUNELOOP_DATA alone.
  return addConfigOptions(command, ['model']);
}
