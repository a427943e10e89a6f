import { readFile, stat } from 'node:fs/promises';
import { absolutePath } from './folders.ts';
import type { ConfigIssue } from './issues.ts';
import { settingDefinitions } from './setting-definitions.ts';
import type { Variable } from './variables-source.ts';

export interface SecretFiles {
  variables: Variable[];
  issues: ConfigIssue[];
  warnings: string[];
  /** Absolute paths of what was read, or was to be. */
  files: string[];
}

const suffix = '_FILE';
/** A secret is a line; whatever is larger is another file. */
const mostBytes = 64 * 1024;

/** Names of variables that name a file with a secret: `API_KEY_FILE` for `API_KEY`. */
export const secretFileNames: readonly string[] = settingDefinitions.flatMap(({ kind, environment }) =>
  kind === 'secret' && environment !== undefined ? [environment + suffix] : [],
);

/**
 * The secrets in the files that `variables` name, as Docker and Kubernetes hand them over: `API_KEY_FILE=/run/secrets/key`
 * stands for `API_KEY` with the content of that file, without the line end at its end. Relative paths start at `base`.
 */
export async function readSecretFiles(variables: readonly Variable[], base: string): Promise<SecretFiles> {
  const found: SecretFiles = { variables: [], issues: [], warnings: [], files: [] };
  const set = new Map(variables.filter(({ value }) => value.trim() !== '').map((entry) => [entry.name, entry]));
  for (const fileName of secretFileNames) {
    const named = set.get(fileName);
    if (named === undefined) continue;
    const name = fileName.slice(0, -suffix.length);
    const path = absolutePath(named.value.trim(), base);
    found.files.push(path);
    const add = (message: string): unknown => found.issues.push({ path: fileName, message, source: named.source });
    if (set.has(name)) {
      add(`${name} is set as well; keep one of the two`);
      continue;
    }
    try {
      const { mode, size } = await stat(path);
      if (size > mostBytes) {
        add(`${path} has ${size} bytes, which is no secret`);
        continue;
      }
      const value = (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
      if (value.trim() === '') {
        add(`${path} is empty`);
        continue;
      }
      // What is handed over by an orchestrator is in a folder of its own, with modes of its own.
      if (process.platform !== 'win32' && (mode & 0o077) !== 0 && !path.startsWith('/run/secrets/')) {
        found.warnings.push(`${named.source}: others on this machine may read ${path}; do: chmod 600 ${path}`);
      }
      found.variables.push({ name, value, source: `${path} (${named.source})` });
    } catch (error) {
      add(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}); check the path and its permissions`);
    }
  }
  return found;
}
