import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '../packages/workspace.ts';

const manifest = join(workspaceRoot, 'test/counterparts/continue');
const files = ['package.json', 'package-lock.json'];

/**
 * The program of Continue's command line, installed on first use by test/counterparts/continue/package-lock.json into
 * `$TUNELOOP_CACHE` (or ~/.cache/tuneloop), and anew when that changes. No install script runs.
 */
export function counterpartsContinue(): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(manifest, file)));
  const cache = process.env['TUNELOOP_CACHE'] ?? join(homedir(), '.cache/tuneloop');
  const folder = join(cache, 'counterparts', `continue-${hash.digest('hex').slice(0, 16)}`);
  const program = join(folder, 'node_modules/@continuedev/cli/dist/cn.js');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return program;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(join(manifest, file), join(folder, file));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['ci', ...quiet], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  writeFileSync(complete, '');
  return program;
}
