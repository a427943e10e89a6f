import { TuneloopError } from '@tuneloop/protocol';
import { appendTrainingExample, exportConversation, loadConversation, saveConversation } from './conversation-files.ts';
import { chooseConversation, resumeConversation } from './conversation-list.ts';
import { ratingCommands } from './rating-commands.ts';
import { serverCommands } from './server-commands.ts';
import { usageError, type SlashCommand } from './slash-command.ts';
import { describeTools, noTools } from './tools/tool-listing.ts';

/** Every command of the interactive chat; adding one here is all that it takes. */
export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'help',
    usage: '',
    summary: 'this list',
    run: (session) => {
      session.say(describeSlashCommands());
      return undefined;
    },
  },
  {
    name: 'models',
    usage: '[name]',
    summary: 'choose another model; the conversation stays',
    run: async (session, argument) => {
      const { model } = session;
      const name = argument || (await session.choose('Model', await model.list(), model.model));
      if (name === undefined || name === model.model) return undefined;
      await session.interruptible((signal) => model.select(name, { signal }));
      session.say(`Answers come from ${model.model} now.`);
      return undefined;
    },
  },
  ...ratingCommands,
  ...serverCommands,
  {
    name: 'system',
    usage: '[text | none]',
    summary: 'show, set or remove the instructions that the model gets first',
    run: ({ conversation, say }, argument) => {
      if (argument !== '') conversation.system = argument === 'none' ? undefined : argument;
      say(conversation.system === undefined ? 'There is no system text.' : `System text: ${conversation.system}`);
      return undefined;
    },
  },
  {
    name: 'tools',
    usage: '[on | off]',
    summary: 'show the tools and what the policy says of them, or switch them',
    run: async (session, argument) => {
      const { model, say } = session;
      if (!['', 'on', 'off'].includes(argument)) throw usageError('Say /tools on or /tools off.');
      if (argument === 'off') session.tools = false;
      else if (!model.listTools) throw noTools();
      else if (argument === 'on') session.tools = true;
      else say(describeTools(await model.listTools()));
      say(
        session.tools ? 'Tools are on: the model may call them.' : 'Tools are off; /tools on lets the model call them.',
      );
      return undefined;
    },
  },
  {
    name: 'reset',
    usage: '',
    summary: 'forget the conversation; the system text stays',
    run: ({ conversation, approved, say }) => {
      conversation.reset();
      approved.clear();
      say('The conversation starts anew.');
      return undefined;
    },
  },
  {
    name: 'conversations',
    usage: '[id]',
    summary: 'go on with an earlier conversation',
    run: async (session, argument) => {
      const id = argument || (await chooseConversation(session));
      if (id !== undefined) await resumeConversation(session, id);
      return undefined;
    },
  },
  {
    name: 'save',
    usage: '<file>',
    summary: 'write the conversation to a file for /load',
    run: async ({ conversation, model, say }, argument) => {
      const path = await saveConversation(conversation, model.model, required(argument, '/save talk.json'));
      say(`Saved to ${path}.`);
      return undefined;
    },
  },
  {
    name: 'load',
    usage: '<file>',
    summary: 'go on with a saved conversation',
    run: async ({ conversation, approved, say }, argument) => {
      approved.clear();
      await loadConversation(conversation, required(argument, '/load talk.json'));
      say(`Loaded ${conversation.messages.length} messages.`);
      return undefined;
    },
  },
  {
    name: 'export',
    usage: 'text|json [file]',
    summary: 'write the conversation for people, or as OpenAI messages',
    run: async ({ conversation, say }, argument) => {
      const [format, ...rest] = argument.split(/\s+/);
      if (format !== 'text' && format !== 'json') throw usageError('Say which form: /export text or /export json.');
      say(`Exported to ${await exportConversation(conversation, format, rest.join(' '), new Date())}.`);
      return undefined;
    },
  },
  {
    name: 'export-ft',
    usage: '<file>',
    summary: 'add the conversation to a file for fine-tuning, one JSON line each',
    run: async ({ conversation, say }, argument) => {
      const path = await appendTrainingExample(conversation, required(argument, '/export-ft examples.jsonl'));
      say(`Added to ${path}.`);
      return undefined;
    },
  },
  { name: 'exit', usage: '', summary: 'leave (also Ctrl-D)', run: () => 'leave' },
];

/** The command that a line calls, if it begins with a slash. Errors: `NOT_FOUND`, with the nearest name. */
export function parseSlashCommand(line: string): { command: SlashCommand; argument: string } | undefined {
  const match = /^\/([a-z-]*)(?:\s+([\s\S]*))?$/i.exec(line.trim());
  if (!match) return undefined;
  const name = (match[1] ?? '').toLowerCase();
  const command = slashCommands.find((candidate) => candidate.name === name);
  if (command) return { command, argument: (match[2] ?? '').trim() };
  const near = slashCommands.find((candidate) => name !== '' && candidate.name.startsWith(name));
  const hint = near ? ` Did you mean /${near.name}?` : '';
  throw new TuneloopError('NOT_FOUND', `There is no command /${name}.${hint} /help lists them all.`);
}

export function describeSlashCommands(): string {
  const calls = slashCommands.map(({ name, usage }) => `/${name} ${usage}`.trimEnd());
  const width = Math.max(...calls.map((call) => call.length));
  const lines = slashCommands.map(({ summary }, index) => `  ${(calls[index] ?? '').padEnd(width)}   ${summary}`);
  return [
    ...lines,
    '',
    '  A line that ends in \\ goes on in the next one; so does a block between two lines of ```.',
    '  Ctrl-C stops an answer; twice leaves.',
  ].join('\n');
}

function required(argument: string, example: string): string {
  if (argument === '') throw usageError(`Name a file: ${example}`);
  return argument;
}
