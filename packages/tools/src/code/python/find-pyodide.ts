import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';

/** How Pyodide is started here depends on its inside; each of its lines needs a look before it is added. */
const knownVersion = /^314\./;

/**
 * The folder of the package `pyodide`, which is an optional peer.
 *
 * Errors: `UNSUPPORTED` when it is not installed, or in a version that this program does not know.
 */
export function findPyodide(folder?: string): string {
  let found: string;
  let version: string;
  try {
    found = folder ?? dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
    ({ version } = JSON.parse(readFileSync(join(found, 'package.json'), 'utf8')) as { version: string });
  } catch (cause) {
    const message =
      'Python is not installed here. A person can add it with: npm install pyodide@314. JavaScript works without.';
    throw new TuneloopError('UNSUPPORTED', message, { cause });
  }
  if (!knownVersion.test(version)) {
    const message = `pyodide ${version} is installed, and 314.x is needed. A person can change that with: npm install pyodide@314`;
    throw new TuneloopError('UNSUPPORTED', message);
  }
  return found;
}
