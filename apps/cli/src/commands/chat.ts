import { Command } from 'commander';
import type { ChatOptions } from '../actions/chat.ts';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';
import { integerOption, numberOption } from './option-values.ts';

export function chatCommand(): Command {
  const command = new Command('chat')
    .summary('talk to a model')
    .description(
      'Talks to a model: interactively in a terminal, once with -p or with text on standard input.\n' +
        'A running server answers if there is one; otherwise the model is loaded into this process.\n' +
        'The answer goes to standard output, everything else to standard error.',
    )
    .optionsGroup('Conversation:')
    .option('-p, --prompt <text>', 'ask this, print the answer and end; piped text is added below it')
    .option('-s, --system <text>', 'instructions that the model gets first')
    .option('--temperature <number>', 'randomness: 0 always takes the likeliest token', numberOption(0, 100))
    .option('--top-p <number>', 'draw from the likeliest tokens with this total probability', numberOption(0, 1))
    .option('--seed <n>', 'the same seed and settings give the same answer', integerOption(0, 0xffff_ffff))
    .option('--max-tokens <n>', 'length of an answer at most', integerOption(1, 10_000_000))
    .option(
      '--tools',
      'let the model use tools; what changes something or leaves the machine asks you first, or with -p is refused',
    )
    .option('--resume [id]', 'go on with an earlier conversation, by default the last one')
    .option('--no-save', 'keep no conversation, neither here nor on the server')
    .option('--json', 'print one JSON object: text, usage, timings (not interactive)')
    .optionsGroup('Server:')
    .option('--url <url>', 'use this OpenAI-compatible server; key in OPENAI_API_KEY')
    .option('--local', 'load the model into this process even when a server runs')
    .addHelpText(
      'after',
      `${examples([
        ['tuneloop chat', 'a conversation; /help lists its commands'],
        ['tuneloop chat -p "Name three rivers" --temperature 0', 'one answer'],
        ['tuneloop chat -p "What is in notes.txt?" --tools', 'one answer, with tools that need no approval'],
        ['git diff | tuneloop chat -p "Review this:"', 'a question about piped text'],
        ['echo Hello | tuneloop chat --json | jq .usage', 'for programs'],
        ['tuneloop chat --resume --tools', 'the last conversation, now with tools'],
        ['tuneloop chat --url http://gpu-box:8000/v1', 'a server elsewhere'],
      ])}

Ctrl-C stops an answer; pressed again it leaves. Which server is asked: --url, else OPENAI_API_BASE_URL,
else the configured host and port if a server answers there.`,
    )
    .action(async (_options: unknown, invoked: Command) => {
      const { chat } = await import('../actions/chat.ts');
      await chat(invoked.optsWithGlobals<ChatOptions>());
    });
  return addConfigOptions(command, ['model', 'folders']);
}
