import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { report } from './packages/report.ts';
import { workspaceRoot } from './packages/workspace.ts';

const timeout = 300_000;

/** `npm start` where an example has its own manifest, else its `main.ts` from the sources of the workspace. */
function commandOf(folder: string): [command: string, args: string[]] | undefined {
  if (existsSync(join(folder, 'package.json'))) return ['npm', ['start', '--silent']];
  if (!existsSync(join(folder, 'main.ts'))) return undefined;
  return [process.execPath, ['--conditions=@tuneloop/source', 'main.ts']];
}

function problemsOf(folder: string): string[] {
  const command = commandOf(folder);
  if (!command) return ['has neither package.json nor main.ts'];
  const { status, signal, error, stdout, stderr } = spawnSync(...command, { cwd: folder, timeout, encoding: 'utf8' });
  if (status === 0) return [];
  const end = error?.message ?? (signal === null ? `exit code ${status}` : `ended by ${signal}`);
  return [`${end}\n${stdout}${stderr}`];
}

// Each example asserts what it shows and exits non-zero otherwise.
const examples = globSync('examples/*/', { cwd: workspaceRoot }).toSorted();
for (const example of examples) report(basename(example), problemsOf(join(workspaceRoot, example)));
if (examples.length === 0) report('examples', ['there are none']);
