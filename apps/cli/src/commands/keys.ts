import { Command, Option } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function keysCommand(): Command {
  const keys = new Command('keys')
    .summary("manage the server's API keys")
    .description(
      'Manages the API keys of the server. Keys are stored as hashes: each is shown once, when it is created.',
    )
    .addHelpText(
      'after',
      examples([
        ['tuneloop keys create laptop', 'prints a key that may chat'],
        ['tuneloop keys create ops --scope chat --scope admin', 'one that may also administer'],
        ['tuneloop keys create guest --requests-per-minute 60 --expires 30d', 'one for a while, with a limit'],
        ['tuneloop keys update guest --tokens-per-minute 20000', 'in force within a second'],
        ['tuneloop keys list', 'names, scopes, limits and dates'],
        ['tuneloop keys revoke laptop', 'refused from now on; what it has running is cancelled'],
      ]),
    );

  const create = new Command('create')
    .description('Creates a key and prints it, once. It works at once, also with a server that already runs.')
    .argument('<name>', 'what the key is for')
    .addOption(scopeOption('chat'));
  addLimitOptions(create)
    .option('--json', 'print JSON')
    .action(async (name: string, options: Record<string, unknown>) => {
      const { createKey } = await import('../actions/keys.ts');
      await createKey(name, options);
    });
  const list = new Command('list')
    .description('Lists the keys, without the keys themselves.')
    .option('--json', 'print JSON')
    .action(async (options: Record<string, unknown>) => {
      const { listKeys } = await import('../actions/keys.ts');
      await listKeys(options);
    });
  const update = new Command('update')
    .description('Changes what a key may do, its limits or its end, also of a server that runs: within a second.')
    .argument('<id-or-name>', 'as in `tuneloop keys list`')
    .option('--name <name>', 'a new name')
    .addOption(scopeOption('those it has'));
  addLimitOptions(update)
    .option('--json', 'print JSON')
    .action(async (idOrName: string, options: Record<string, unknown>) => {
      const { updateKey } = await import('../actions/keys.ts');
      await updateKey(idOrName, options);
    });
  const revoke = new Command('revoke')
    .description('Revokes a key for good. Requests and streams that it has open end within a second.')
    .argument('<id-or-name>', 'as in `tuneloop keys list`')
    .action(async (idOrName: string, options: Record<string, unknown>) => {
      const { revokeKey } = await import('../actions/keys.ts');
      await revokeKey(idOrName, options);
    });
  for (const command of [create, list, update, revoke]) keys.addCommand(addConfigOptions(command, ['folders']));
  return keys;
}

function scopeOption(fallback: string): Option {
  const option = new Option('--scope <scope>', `what the key may do; may be repeated (default: ${fallback})`).argParser(
    collect,
  );
  option.argChoices = ['chat', 'admin', 'train', 'data', 'metrics'];
  return option;
}

function addLimitOptions(command: Command): Command {
  return command
    .option('--requests-per-minute <number>', 'requests that make an engine work; a number, unlimited or default')
    .option('--tokens-per-minute <number>', 'tokens of prompts and answers together; likewise')
    .option('--concurrency <number>', 'such requests at the same time; likewise')
    .option('--expires <when>', 'from when on it is refused: 30d, 12h, 45m, 2027-01-31, or never');
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, ...value.split(',').filter((scope) => scope !== '')];
}
