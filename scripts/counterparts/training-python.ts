import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The interpreter of the Python environment that trains, the very one that `tuneloop finetune` makes; made on first use
 * in `$TUNELOOP_CACHE` (or ~/.cache/tuneloop). Found by a process of its own: vitest loads its set-up without our
 * condition, and so would want the packages built.
 */
export function trainingPython(): string {
  const program = join(import.meta.dirname, 'make-training-python.ts');
  return execFileSync(process.execPath, ['--conditions=@tuneloop/source', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}
