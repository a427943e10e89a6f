import { spawnSync } from 'node:child_process';

/** Runs the npm that runs this script, with this Node; throws with its output when it fails. */
export function npm(args: string[], cwd: string): string {
  const cli = process.env['npm_execpath'];
  const [command, before] = cli ? [process.execPath, [cli]] : ['npm', []];
  const { status, stdout, stderr } = spawnSync(command, [...before, ...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd}\n${stdout}\n${stderr}`);
  return stdout;
}
