import { TuneloopError } from '@tuneloop/protocol';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ApiKeyChange, ApiKeyRecord, ApiKeyStore } from './api-key-store.ts';
import { scopes, type Scope } from './authenticator.ts';
import { createKeyFileReader, writeKeyFile, type StoredKey } from './key-file-storage.ts';
import { findByHash } from './find-by-hash.ts';
import { hashKey } from './key-hash.ts';
import { changeLimits, keyLimitsSchema } from './key-limits.ts';
import { keyNameSchema } from './key-name.ts';
import { withFileLock } from './file-lock.ts';

const scopesSchema = z.array(z.enum(scopes)).min(1);
const timeSchema = z.iso.datetime();

/**
 * API keys in a JSON file (mode 0600), hashed. Several processes may use the file at once: changes are written
 * under a lock and atomically, and seen by the others within 250 ms. A file that does not exist holds no keys.
 *
 * Errors: `STORE_FAILED` when the file is corrupt or cannot be read or written.
 */
export function createApiKeyFile(path: string): ApiKeyStore {
  const reader = createKeyFileReader(path);

  const change = <T>(edit: (keys: StoredKey[]) => { keys: StoredKey[]; result: T }): Promise<T> =>
    withFileLock(`${path}.lock`, async () => {
      const { keys, result } = edit(await reader.readNow());
      await writeKeyFile(path, keys);
      reader.forget();
      return result;
    });

  return {
    create: async (options) => {
      const key = `tl-${randomBytes(32).toString('base64url')}`;
      const stored: StoredKey = {
        id: `key_${randomBytes(6).toString('hex')}`,
        name: validate('name', keyNameSchema, options.name),
        hash: hashKey(key).toString('hex'),
        scopes: scopesOf(options.scopes),
        createdAt: new Date().toISOString(),
        expiresAt: expiryOf(options.expiresAt),
        limits: limitsOf(undefined, options.limits),
      };
      return change((keys) => {
        requireFreeName(keys, stored.name);
        return { keys: [...keys, stored], result: { key, record: toRecord(stored) } };
      });
    },
    list: async () => (await reader.readNow()).map(toRecord),
    update: async (idOrName, wanted) =>
      change((keys) => {
        const found = findKey(keys, idOrName);
        const changed = changeKey(found, wanted);
        requireFreeName(
          keys.filter((key) => key !== found),
          changed.name,
        );
        return { keys: keys.map((key) => (key === found ? changed : key)), result: toRecord(changed) };
      }),
    revoke: (idOrName) =>
      change((keys) => {
        const found = findKey(keys, idOrName);
        return { keys: keys.filter((key) => key !== found), result: toRecord(found) };
      }),
    verify: async (token) => {
      const match = findByHash(await reader.read(), token);
      if (match) requireUnexpired(match);
      return match && toRecord(match);
    },
  };
}

function findKey(keys: readonly StoredKey[], idOrName: string): StoredKey {
  const found = keys.find(({ id }) => id === idOrName) ?? keys.find(({ name }) => name === idOrName);
  if (found) return found;
  throw new TuneloopError('NOT_FOUND', `No API key has the id or name "${idOrName}".`);
}

function requireFreeName(keys: readonly StoredKey[], name: string): void {
  if (!keys.some((other) => other.name === name)) return;
  throw new TuneloopError('INVALID_REQUEST', `An API key named "${name}" exists already; choose another name.`);
}

function requireUnexpired({ expiresAt }: StoredKey): void {
  if (expiresAt === undefined || Date.parse(expiresAt) > Date.now()) return;
  const message = `This API key expired on ${expiresAt.slice(0, 16).replace('T', ' ')} UTC. Ask for a new one, or for more time.`;
  throw new TuneloopError('UNAUTHORIZED', message, { details: { tokenSent: true, expired: true } });
}

function changeKey(key: StoredKey, { name, scopes: granted, expiresAt, limits }: ApiKeyChange): StoredKey {
  return {
    ...key,
    ...(name !== undefined && { name: validate('name', keyNameSchema, name) }),
    ...(granted !== undefined && { scopes: scopesOf(granted) }),
    ...(expiresAt !== undefined && { expiresAt: expiryOf(expiresAt ?? undefined) }),
    ...(limits !== undefined && { limits: limitsOf(key.limits, limits) }),
  };
}

const scopesOf = (granted: readonly Scope[]): Scope[] => [...new Set(validate('scopes', scopesSchema, granted))];

function expiryOf(time: string | undefined): string | undefined {
  if (time === undefined) return undefined;
  const expiresAt = validate('expiry', timeSchema, time);
  if (Date.parse(expiresAt) > Date.now()) return expiresAt;
  throw new TuneloopError('INVALID_REQUEST', `The API key would have expired already, on ${expiresAt}.`);
}

function limitsOf(current: StoredKey['limits'], changes: ApiKeyChange['limits']): StoredKey['limits'] {
  const limits = changeLimits(current, changes ?? {});
  return limits && validate('limits', keyLimitsSchema, limits);
}

function validate<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new TuneloopError('INVALID_REQUEST', `The API key's ${what} is not valid: ${problems.join('; ')}.`);
}

function toRecord({ id, name, scopes: granted, createdAt, expiresAt, limits }: StoredKey): ApiKeyRecord {
  return {
    id,
    name,
    scopes: granted,
    createdAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(limits !== undefined && { limits }),
  };
}
