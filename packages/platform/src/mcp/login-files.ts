import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialOwner, McpCredentialStore } from '@tuneloop/mcp-bridge';
import { TuneloopError } from '@tuneloop/protocol';

/**
 * Logins to MCP servers, one file each, which only this user may read. Errors of both: `STORE_FAILED`.
 *
 * @param folder is made when it is needed.
 */
export function createLoginFiles(folder: string): McpCredentialStore {
  return {
    async read(owner) {
      const text = await readFile(pathOf(folder, owner), 'utf8').catch((error: unknown) => {
        if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
        throw failed(owner, 'read', error);
      });
      if (text === undefined) return undefined;
      try {
        return JSON.parse(text) as unknown;
      } catch {
        // A login makes it anew.
        return undefined;
      }
    },
    async write(owner, credentials) {
      const path = pathOf(folder, owner);
      const temporary = `${path}.${randomUUID()}.tmp`;
      try {
        if (credentials === undefined) {
          await rm(path, { force: true });
          return;
        }
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const file = await open(temporary, 'wx', 0o600);
        try {
          await file.writeFile(JSON.stringify(credentials));
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw failed(owner, 'written', error);
      }
    },
  };
}

function pathOf(folder: string, { name, url }: CredentialOwner): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([name, url]))
    .digest('hex')
    .slice(0, 32);
  return join(folder, `${hash}.json`);
}

function failed({ name }: CredentialOwner, what: string, cause: unknown): TuneloopError {
  const message = `The login to the MCP server "${name}" cannot be ${what} in the data folder.`;
  return new TuneloopError('STORE_FAILED', message, { cause });
}
