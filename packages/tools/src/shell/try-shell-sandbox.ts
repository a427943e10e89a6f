import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { createToolPolicy } from '../policy/default-policy.ts';
import type { RunShellCommand } from './shell-command.ts';

const trialMs = 10_000;

/**
 * Runs a command that tries to get out, in folders made for it.
 *
 * Errors: `UNSUPPORTED` when it cannot be run, or does get out.
 */
export async function tryShellSandbox(run: RunShellCommand): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'tuneloop-shell-')));
  try {
    const [inside, outside] = [join(folder, 'inside'), join(folder, 'outside')];
    await Promise.all([mkdir(inside), mkdir(outside)]);
    await writeFile(join(outside, 'secret'), 'secret');
    const policy = createToolPolicy({
      files: { allowedRoots: [inside] },
      shell: { timeoutMs: trialMs, maxProcesses: 1_000_000 },
    });
    const command = [
      `[ -e ../outside/secret ] && echo 'it reads outside of its folders'`,
      `{ echo x > ../outside/written; } 2> /dev/null`,
      // Two lines of headings, and the loopback interface.
      `[ "$(grep -c '' /proc/net/dev)" = 3 ] || echo 'it has a network'`,
      'echo x > written',
    ].join('\n');
    const outcome = await run({ command, cwd: inside }, policy, AbortSignal.timeout(trialMs));
    const complaint = outcome.timedOut ? 'it does not answer' : outcome.stdout.trim();
    if (outcome.exitCode !== 0 || complaint !== '') throw broken(complaint || outcome.stderr.trim());
    if ((await readdir(outside)).length > 1) throw broken('it writes outside of its folders');
    if ((await readdir(inside)).length !== 1) throw broken('it does not write inside of its folders');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function broken(reason: string): TuneloopError {
  const message =
    `The sandbox for shell commands does not hold here: ${reason}. It needs bubblewrap and user namespaces; in a ` +
    'container these are often switched off.';
  return new TuneloopError('UNSUPPORTED', message);
}
