import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * The interpreter of the Python environment that trains, the very one that `tuneloop finetune` makes; made on first use
 * in `$TUNELOOP_CACHE` (or ~/.cache/tuneloop). Found by a process of its own: vitest loads its set-up without our
 * condition, and so would want the packages built.
 */
export async function trainingPython(): Promise<string> {
  const program = join(import.meta.dirname, 'make-training-python.ts');
  const child = spawn(process.execPath, ['--conditions=@tuneloop/source', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error('The Python environment of the trainers could not be made: see above.');
  return printed.trim();
}
