import { TuneloopError } from '@tuneloop/protocol';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ApiKeyRecord, ApiKeyStore } from './api-key-store.ts';
import { scopes } from './authenticator.ts';
import { createKeyFileReader, writeKeyFile, type StoredKey } from './key-file-storage.ts';
import { equalHashes, hashKey } from './key-hash.ts';
import { withFileLock } from './file-lock.ts';

const nameSchema = z.string().trim().min(1).max(100);
const scopesSchema = z.array(z.enum(scopes)).min(1);

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
      const name = validate('name', nameSchema, options.name);
      const granted = validate('scopes', scopesSchema, options.scopes);
      const key = `tl-${randomBytes(32).toString('base64url')}`;
      const stored: StoredKey = {
        id: `key_${randomBytes(6).toString('hex')}`,
        name,
        hash: hashKey(key).toString('hex'),
        scopes: [...new Set(granted)],
        createdAt: new Date().toISOString(),
      };
      return change((keys) => {
        if (keys.some((other) => other.name === name)) {
          throw new TuneloopError('INVALID_REQUEST', `An API key named "${name}" exists already; choose another name.`);
        }
        return { keys: [...keys, stored], result: { key, record: toRecord(stored) } };
      });
    },
    list: async () => (await reader.readNow()).map(toRecord),
    revoke: (idOrName) =>
      change((keys) => {
        const found = keys.find(({ id }) => id === idOrName) ?? keys.find(({ name }) => name === idOrName);
        if (!found) throw new TuneloopError('NOT_FOUND', `No API key has the id or name "${idOrName}".`);
        return { keys: keys.filter((key) => key !== found), result: toRecord(found) };
      }),
    verify: async (token) => {
      const hash = hashKey(token);
      let match: StoredKey | undefined;
      // Every key is compared, so that the time taken does not tell which one matched.
      for (const key of await reader.read()) {
        if (equalHashes(hash, Buffer.from(key.hash, 'hex'))) match = key;
      }
      return match && toRecord(match);
    },
  };
}

function validate<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TuneloopError('INVALID_REQUEST', `The API key's ${what} is not valid: ${z.prettifyError(parsed.error)}`);
}

function toRecord({ id, name, scopes: granted, createdAt }: StoredKey): ApiKeyRecord {
  return { id, name, scopes: granted, createdAt };
}
