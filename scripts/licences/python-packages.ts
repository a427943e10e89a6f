import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../packages/workspace.ts';
import type { LicensedPackage } from './judge.ts';

/** By `name@version`. The lock of uv has no licences; `node scripts/record-python-licences.ts` asks for them. */
export type PythonLicences = Record<string, string>;

export const licencesFile: string = join(workspaceRoot, 'packages/lora/python/licences.json');
const lockFile = join(workspaceRoot, 'packages/lora/python/uv.lock');

export const readPythonLicences = (): PythonLicences =>
  JSON.parse(readFileSync(licencesFile, 'utf8')) as PythonLicences;

/** Every package of uv's lock but our own. */
export function lockedPythonPackages(
  lock: string = readFileSync(lockFile, 'utf8'),
): { name: string; version: string }[] {
  return [...lock.matchAll(/^\[\[package\]\]\nname = "([^"]+)"\nversion = "([^"]+)"\nsource = \{ (\w+)/gm)]
    .filter(([, , , source]) => source === 'registry')
    .map(([, name = '', version = '']) => ({ name, version }));
}

export function pythonPackages(): LicensedPackage[] {
  const licences = readPythonLicences();
  return lockedPythonPackages().map(({ name, version }) => ({
    name,
    version,
    license: licences[`${name}@${version}`],
  }));
}
