import { TuneloopError } from '@tuneloop/protocol';
import { scopes, type ApiKeyRecord, type Scope } from '@tuneloop/openai-server';
import { parseExpiry } from '../keys/expiry.ts';
import { describeLimits, parseLimits, type LimitOptions } from '../keys/limits.ts';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { formatTable } from '../terminal/table.ts';

interface KeyOptions extends LimitOptions {
  scope?: string[];
  expires?: string;
  json?: boolean;
}

/** The key alone goes to standard output, so that it can go straight into a file or a variable. */
export async function createKey(name: string, options: KeyOptions): Promise<void> {
  const wanted = checkScopes(options.scope ?? ['chat']);
  const expiresAt = options.expires === undefined ? undefined : (parseExpiry(options.expires) ?? undefined);
  const own = Object.entries(parseLimits(options)).filter(([, limit]) => limit !== null);
  await using platform = await openConfiguredPlatform(options);
  const limits = Object.fromEntries(own);
  const { key, record } = await platform.keys.create({ name, scopes: wanted, expiresAt, limits });
  if (options.json) {
    printJson({ key, ...record });
    return;
  }
  process.stdout.write(`${key}\n`);
  notice(`Key ${describeKey(record)}: it is not shown again. Clients send it as their OpenAI API key.`);
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
  const rows = keys.map(({ id, name, scopes: granted, createdAt, expiresAt, limits }) => [
    name,
    id,
    granted.join(','),
    describeLimits(limits),
    createdAt.slice(0, 10),
    describeExpiry(expiresAt),
  ]);
  const columns = ['NAME', 'ID', 'SCOPES', 'LIMITS', 'CREATED', 'EXPIRES'].map((title) => ({ title }));
  process.stdout.write(`${formatTable(columns, rows)}\n`);
}

export async function updateKey(idOrName: string, options: KeyOptions & { name?: string }): Promise<void> {
  const change = {
    name: options.name,
    scopes: options.scope && checkScopes(options.scope),
    expiresAt: options.expires === undefined ? undefined : parseExpiry(options.expires),
    limits: parseLimits(options),
  };
  if (Object.keys(change.limits).length === 0 && !(change.name ?? change.scopes ?? options.expires)) {
    throw new TuneloopError('INVALID_REQUEST', 'Nothing is to change: name a limit, --expires, --scope or --name.');
  }
  await using platform = await openConfiguredPlatform(options);
  const record = await platform.keys.update(idOrName, change);
  if (options.json) printJson(record);
  else notice(`Key ${describeKey(record)}. A server that runs knows within a second.`);
}

export async function revokeKey(idOrName: string, options: object): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const { name } = await platform.keys.revoke(idOrName);
  notice(`Key "${name}" is revoked.`);
  const isLast = platform.config.server.apiKey === undefined && (await platform.keys.list()).length === 0;
  if (isLast) notice('No key is left: a server on loopback is open to every program of this machine again.');
}

function describeKey({ name, scopes: granted, limits, expiresAt }: ApiKeyRecord): string {
  const facts = [
    granted.join(', '),
    ...(limits ? [describeLimits(limits)] : []),
    ...(expiresAt === undefined ? [] : [`until ${expiresAt.slice(0, 16).replace('T', ' ')} UTC`]),
  ];
  return `"${name}" (${facts.join('; ')})`;
}

function describeExpiry(expiresAt: string | undefined): string {
  if (expiresAt === undefined) return 'never';
  const shown = `${expiresAt.slice(0, 16).replace('T', ' ')} UTC`;
  return Date.parse(expiresAt) > Date.now() ? shown : `${shown} (over)`;
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
