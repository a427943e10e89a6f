import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declaredLicence, type PythonMetadata } from './licences/declared-licence.ts';
import { licencesFile, lockedPythonPackages, readPythonLicences } from './licences/python-packages.ts';

/*
 * Run after packages/lora/python/uv.lock has changed: asks pip (25 or newer) what the new packages say of their licences.
 * What comes out as no SPDX expression has to be read up and written into licences.json by hand.
 *
 * node scripts/record-python-licences.ts [PYTHON]
 */
const python = process.argv[2] ?? 'python3';
const known = readPythonLicences();
const licences: Record<string, string> = {};
for (const { name, version } of lockedPythonPackages()) {
  const key = `${name}@${version}`;
  licences[key] = known[key] ?? ask(name, version);
}
writeFileSync(licencesFile, `${JSON.stringify(licences, null, 2)}\n`);

function ask(name: string, version: string): string {
  const file = join(tmpdir(), `licence-of-${name}.json`);
  const args = ['--dry-run', '--no-deps', '--ignore-installed', '--ignore-requires-python', '--only-binary=:all:'];
  try {
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...args, '--report', file, `${name}==${version}`]);
  } catch {
    console.log(`${name}@${version}: pip cannot tell; look it up`);
    return '';
  }
  const { install } = JSON.parse(readFileSync(file, 'utf8')) as { install: { metadata: PythonMetadata }[] };
  const license = declaredLicence(install[0]?.metadata ?? {});
  console.log(`${name}@${version}: ${license}`);
  return license;
}
