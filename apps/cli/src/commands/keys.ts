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
        ['tuneloop keys list', 'names, scopes and dates'],
        ['tuneloop keys revoke laptop', 'refused from the next request on'],
      ]),
    );

  const create = new Command('create')
    .description('Creates a key and prints it, once. It works at once, also with a server that already runs.')
    .argument('<name>', 'what the key is for')
    .addOption(scopeOption())
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
  const revoke = new Command('revoke')
    .description('Revokes a key for good.')
    .argument('<id-or-name>', 'as in `tuneloop keys list`')
    .action(async (idOrName: string, options: Record<string, unknown>) => {
      const { revokeKey } = await import('../actions/keys.ts');
      await revokeKey(idOrName, options);
    });
  for (const command of [create, list, revoke]) keys.addCommand(addConfigOptions(command, ['folders']));
  return keys;
}

function scopeOption(): Option {
  const option = new Option('--scope <scope>', 'what the key may do; may be repeated (default: chat)').argParser(
    collect,
  );
  option.argChoices = ['chat', 'admin', 'train', 'data'];
  return option;
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, ...value.split(',').filter((scope) => scope !== '')];
}
