import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '../packages/workspace.ts';

const files = ['package.json', 'package-lock.json'];

/**
 * The `node_modules` of test/counterparts/NAME/package-lock.json, installed on first use into `$TUNELOOP_CACHE` (or
 * ~/.cache/tuneloop), and anew when the lock changes. No install script runs.
 */
export function installCounterparts(name: string): string {
  const manifest = join(workspaceRoot, 'test/counterparts', name);
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(manifest, file)));
  const cache = process.env['TUNELOOP_CACHE'] ?? join(homedir(), '.cache/tuneloop');
  const folder = join(cache, 'counterparts', `${name}-${hash.digest('hex').slice(0, 16)}`);
  const modules = join(folder, 'node_modules');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return modules;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(join(manifest, file), join(folder, file));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['ci', ...quiet], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  writeFileSync(complete, '');
  return modules;
}
