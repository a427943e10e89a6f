import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { ConfigIssue } from './issues.ts';
import type { Variable } from './variables-source.ts';

/** The number of the line, from 1, of a name's last assignment: the one that counts. */
function lineOf(name: string, lines: readonly string[]): number {
  const isAssignment = (line: string): boolean =>
    line.replace(/^\s*(?:export\s+)?/, '').startsWith(name) &&
    /^\s*=/.test(line.slice(line.indexOf(name) + name.length));
  return lines.findLastIndex(isAssignment) + 1;
}

/** The variables of `<folder>/.env`; none when there is no such file. */
export async function dotenvVariables(folder: string): Promise<{ variables: Variable[]; issues: ConfigIssue[] }> {
  let content: string;
  try {
    content = await readFile(join(folder, '.env'), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'EISDIR') return { variables: [], issues: [] };
    const message = `cannot be read (${code}); check its permissions`;
    return { variables: [], issues: [{ path: '.env', message, source: '.env' }] };
  }
  const lines = content.split(/\r?\n/);
  const variables = Object.entries(parseEnv(content)).map(([name, value]) => ({
    name,
    value: value ?? '',
    source: `.env line ${lineOf(name, lines)}`,
  }));
  return { variables, issues: [] };
}
