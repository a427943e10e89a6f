import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { TuneloopError, throwIfAborted } from '@tuneloop/protocol';
import type { Environment } from '@tuneloop/runtime';
import { smallerTraining } from '../peft/process/explain-exit.ts';
import { LogTail } from '../peft/process/log-tail.ts';
import { signalGroup } from '../peft/process/process-group.ts';
import { parseProgressLine, type ProgressLine } from './progress-line.ts';

export interface RunFinetuneOptions {
  program: string;
  args: readonly string[];
  environment: Environment;
  signal: AbortSignal;
  onProgress: (line: ProgressLine) => void;
  onLog: (line: string) => void;
}

/**
 * Runs the program to its end; aborting kills it, as it cannot save what it has.
 *
 * Errors: `UNSUPPORTED` (not installed, or a model that it cannot train), `OUTPUT_INVALID` (the loss is no number any more), `RESOURCE_EXHAUSTED`,
 * `JOB_FAILED`, `ABORTED`.
 */
export async function runFinetune(options: RunFinetuneOptions): Promise<void> {
  const { program, args, environment, signal, onProgress, onLog } = options;
  throwIfAborted(signal);
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    // A failed assertion would otherwise start a debugger, which may never end.
    env: { ...environment, GGML_NO_BACKTRACE: '1' },
  });
  let isDiverged = false;
  const kill = (): void => signalGroup(child, 'SIGKILL');
  const log = new LogTail((line) => {
    const progress = parseProgressLine(line);
    if (!progress) {
      onLog(line);
      return;
    }
    onProgress(progress);
    if (Number.isFinite(progress.loss)) return;
    isDiverged = true;
    kill();
  });
  log.follow(child.stdout);
  log.follow(child.stderr);
  signal.addEventListener('abort', kill, { once: true });
  try {
    child.once('spawn', () => lowerPriority(child.pid));
    const [code, killedBy] = (await once(child, 'close').catch((error: unknown) => {
      throw notStarted(program, error);
    })) as [number | null, NodeJS.Signals | null];
    throwIfAborted(signal);
    if (isDiverged) throw diverged();
    if (code !== 0) throw explain({ code, killedBy, lines: log.lines });
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

/** So that serving goes on beside it. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It may have ended already.
  }
}

function notStarted(program: string, cause: unknown): TuneloopError {
  const message = `${program} cannot be started. Build llama-finetune from llama.cpp, and name it with LLAMA_FINETUNE_PATH or put it on the PATH.`;
  return new TuneloopError('UNSUPPORTED', message, { details: { reason: 'environment' }, cause });
}

function diverged(): TuneloopError {
  const message = 'The loss is not a number any more: the training has diverged. Try a smaller learningRate.';
  return new TuneloopError('OUTPUT_INVALID', message);
}

function explain(exit: {
  code: number | null;
  killedBy: NodeJS.Signals | null;
  lines: readonly string[];
}): TuneloopError {
  const { code, killedBy } = exit;
  const lines = exit.lines.slice(-8);
  const details = { exitCode: code, signal: killedBy, log: lines };
  const text = lines.join('\n');
  if (killedBy === 'SIGKILL' || /bad_alloc|failed to allocate|out of memory/i.test(text)) {
    return new TuneloopError('RESOURCE_EXHAUSTED', `Memory does not hold this training. ${smallerTraining}`, {
      details: { ...details, reason: 'memory' },
    });
  }
  if (/cgraph->n_nodes < cgraph->size/.test(text)) {
    return new TuneloopError(
      'UNSUPPORTED',
      'llama-finetune cannot train this model: its computation is larger than the program has room for. Train with the driver peft.',
      { details },
    );
  }
  const how = killedBy === null ? `ended with exit code ${code}` : `was ended by ${killedBy}`;
  const last = lines.at(-1);
  return new TuneloopError(
    'JOB_FAILED',
    `llama-finetune ${how} before it was done${last === undefined ? '' : `; it last wrote: ${last}`}. Its log has more.`,
    { details },
  );
}
