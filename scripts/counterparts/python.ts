import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspaceRoot } from '../packages/workspace.ts';

/**
 * The Python interpreter of a virtual environment that has the `requirements` (a file below test/counterparts), made on
 * first use in `$TUNELOOP_CACHE` (or ~/.cache/tuneloop) and made anew when the requirements change.
 */
export function counterpartsPython(requirements = 'requirements.txt'): string {
  const file = join(workspaceRoot, 'test/counterparts', requirements);
  const pinned = readFileSync(file);
  const version = createHash('sha256').update(pinned).digest('hex').slice(0, 16);
  const cache = process.env['TUNELOOP_CACHE'] ?? join(homedir(), '.cache/tuneloop');
  const folder = join(cache, 'counterparts', version);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return python;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  // What is never imported need not be compiled.
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-compile'];
  execFileSync(python, ['-m', 'pip', 'install', ...quiet, '--requirement', file], { stdio: 'inherit' });
  writeFileSync(complete, '');
  return python;
}
