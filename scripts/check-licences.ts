import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages } from './licences/bundled-packages.ts';
import { judge } from './licences/judge.ts';
import { npmPackages } from './licences/npm-packages.ts';
import { permissive, unchanged, withoutText } from './licences/policy.ts';
import { pythonPackages } from './licences/python-packages.ts';
import { lockfiles, readLockfile } from './lock/lockfile.ts';
import { report } from './packages/report.ts';
import { workspaceRoot } from './packages/workspace.ts';

// Every package of the locks, and what the web app is bundled of, whose notice is published with it.
for (const file of lockfiles) {
  const packages = npmPackages(readLockfile(file));
  const { problems, excepted } = judge(packages, unchanged);
  report(`${file}: ${packages.length} packages${shown(excepted)}`, problems);
}

const python = pythonPackages();
const ofPython = judge(python, unchanged);
report(`uv.lock: ${python.length} packages${shown(ofPython.excepted)}`, ofPython.problems);

const notice = 'packages/platform/dist/web/third-party-licenses.md';
if (existsSync(join(workspaceRoot, notice))) {
  const bundled = bundledPackages(readFileSync(join(workspaceRoot, notice), 'utf8'));
  const { problems } = judge(bundled, permissive);
  const silent = bundled.filter(({ name, hasText }) => !hasText && !withoutText.includes(name));
  report(`${notice}: ${bundled.length} packages`, [
    ...(bundled.length > 0 ? problems : ['no package is named']),
    ...silent.map(({ name }) => `${name} has no text of its licence`),
  ]);
} else {
  report(notice, ['is missing; "npm run build" writes it']);
}

function shown(excepted: readonly string[]): string {
  return excepted.length === 0 ? '' : `, exceptions: ${[...new Set(excepted)].join(', ')}`;
}
