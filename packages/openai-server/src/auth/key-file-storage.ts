import { TuneloopError } from '@tuneloop/protocol';
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { scopes, type Scope } from './authenticator.ts';
import { keyLimitsSchema, type KeyLimits } from './key-limits.ts';

export interface StoredKey {
  id: string;
  name: string;
  /** SHA-256 of the key, in hex. */
  hash: string;
  scopes: Scope[];
  /** ISO 8601, UTC. */
  createdAt: string;
  /** The same; left out: never. */
  expiresAt?: string | undefined;
  /** Those that are its own. */
  limits?: KeyLimits | undefined;
}

const fileSchema: z.ZodType<{ version: 1; keys: StoredKey[] }> = z.object({
  version: z.literal(1),
  keys: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string().min(1),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      scopes: z.array(z.enum(scopes)),
      createdAt: z.iso.datetime(),
      expiresAt: z.iso.datetime().optional(),
      limits: keyLimitsSchema.optional(),
    }),
  ),
});

/** For how long an answer of the file system is taken to hold, in ms. */
const freshMs = 250;

export interface KeyFileReader {
  /** What the file held at most 250 ms ago. */
  read(): Promise<readonly StoredKey[]>;
  readNow(): Promise<StoredKey[]>;
  /** Lets the next `read` look at the file: it was just changed here. */
  forget(): void;
}

/** Reads the file again only when it has changed. */
export function createKeyFileReader(path: string): KeyFileReader {
  let known: { version: string; keys: StoredKey[] } | undefined;
  let pending: { since: number; keys: Promise<StoredKey[]> } | undefined;

  const readNow = async (): Promise<StoredKey[]> => {
    try {
      const version = await fileVersion(path);
      if (known?.version !== version) known = { version, keys: version === '' ? [] : await parseKeyFile(path) };
      return known.keys;
    } catch (error) {
      known = undefined;
      if (TuneloopError.isInstance(error)) throw error;
      throw new TuneloopError('STORE_FAILED', `The API keys in ${path} cannot be read.`, { cause: error });
    }
  };
  const read = (): Promise<readonly StoredKey[]> => {
    const now = performance.now();
    if (!pending || now - pending.since >= freshMs) pending = { since: now, keys: readNow() };
    return pending.keys;
  };
  const forget = (): void => {
    pending = undefined;
  };
  return { read, readNow, forget };
}

/** Changes whenever the file does; empty when there is no file. */
async function fileVersion(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

async function parseKeyFile(path: string): Promise<StoredKey[]> {
  const text = await readFile(path, 'utf8');
  try {
    return fileSchema.parse(JSON.parse(text)).keys;
  } catch (error) {
    const message = `${path} is corrupt, so that no API key is accepted. Restore it, or remove it and create new keys.`;
    throw new TuneloopError('STORE_FAILED', message, { cause: error });
  }
}

/** Replaces the file in one step: a reader sees the old keys or the new ones, never a half. */
export async function writeKeyFile(path: string, keys: readonly StoredKey[]): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ version: 1, keys }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new TuneloopError('STORE_FAILED', `The API keys could not be written to ${path}.`, { cause: error });
  }
}
