import { TuneloopError } from '@tuneloop/protocol';
import { scopes, type Scope } from '@tuneloop/openai-server';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { formatTable } from '../terminal/table.ts';

/** The key alone goes to standard output, so that it can go straight into a file or a variable. */
export async function createKey(name: string, options: { scope?: string[]; json?: boolean }): Promise<void> {
  const wanted = checkScopes(options.scope ?? ['chat']);
  await using platform = await openConfiguredPlatform(options);
  const { key, record } = await platform.keys.create({ name, scopes: wanted });
  if (options.json) {
    printJson({ key, ...record });
    return;
  }
  process.stdout.write(`${key}\n`);
  notice(
    `Key "${record.name}" (${record.scopes.join(', ')}): it is not shown again. Clients send it as their OpenAI API key.`,
  );
}

export async function listKeys(options: { json?: boolean }): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const keys = await platform.keys.list();
  if (options.json) {
    printJson({ keys });
    return;
  }
  if (keys.length === 0) {
    notice('There are no keys. `tuneloop keys create <name>` makes one.');
    return;
  }
  const rows = keys.map(({ id, name, scopes: granted, createdAt }) => [
    name,
    id,
    granted.join(','),
    createdAt.slice(0, 10),
  ]);
  process.stdout.write(
    `${formatTable([{ title: 'NAME' }, { title: 'ID' }, { title: 'SCOPES' }, { title: 'CREATED' }], rows)}\n`,
  );
}

export async function revokeKey(idOrName: string, options: object): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const { name } = await platform.keys.revoke(idOrName);
  notice(`Key "${name}" is revoked.`);
}

function checkScopes(names: string[]): Scope[] {
  const wrong = names.filter((name) => !scopes.includes(name as Scope));
  if (wrong.length > 0 || names.length === 0) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `There is no scope "${wrong.join('", "')}". Scopes are ${scopes.join(', ')}.`,
    );
  }
  return [...new Set(names)] as Scope[];
}
