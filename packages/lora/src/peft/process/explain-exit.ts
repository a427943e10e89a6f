import { TuneloopError } from '@tuneloop/protocol';
import type { PythonExit } from './python-process.ts';

/** What to do when memory does not suffice. */
export const smallerTraining: string =
  'Make it smaller: a smaller batchSize with more gradientAccumulation, a shorter maxLength, gradientCheckpointing, or ' +
  'quantization 4bit; or end other programs that hold memory.';

const outOfMemoryWords = /std::bad_alloc|MemoryError|Cannot allocate memory|can't allocate memory|out of memory/i;
const diskFullWords = /No space left on device|Disk quota exceeded/i;

/** Gives a death without a word of its own (no `error` event) its meaning, from how it ended and what it wrote last. */
export function explainExit(exit: PythonExit, python: string, log: readonly string[]): TuneloopError {
  const { code, signal, error } = exit;
  const lastLines = log.slice(-8);
  const details = { exitCode: code, signal, log: lastLines };
  const text = log.join('\n');
  if (error !== undefined) {
    return new TuneloopError(
      'UNSUPPORTED',
      `Python could not be started (${python}: ${error.code ?? error.message}). Make the training environment anew: ` +
        'tuneloop doctor names its folder; remove that folder, and train again.',
      { details: { ...details, reason: 'environment' }, cause: error },
    );
  }
  // A shell or a launcher tells the signal as 128 + its number.
  if (signal === 'SIGKILL' || code === 137) {
    return new TuneloopError(
      'RESOURCE_EXHAUSTED',
      `The trainer was killed (SIGKILL), which the system does when memory runs out. ${smallerTraining} What was saved ` +
        'in a checkpoint is kept: resume goes on from there.',
      { details: { ...details, reason: 'memory' } },
    );
  }
  if (outOfMemoryWords.test(text)) {
    return new TuneloopError('RESOURCE_EXHAUSTED', `Memory does not hold this training. ${smallerTraining}`, {
      details: { ...details, reason: 'memory' },
    });
  }
  if (diskFullWords.test(text)) {
    return new TuneloopError(
      'RESOURCE_EXHAUSTED',
      'The disk is full. Make room, and resume: what was saved in a checkpoint is kept.',
      { details: { ...details, reason: 'disk' } },
    );
  }
  const missing = /No module named '?([\w.]+)'?/.exec(text)?.[1];
  if (missing !== undefined) {
    return new TuneloopError(
      'UNSUPPORTED',
      `The Python module ${missing} is missing in the environment of ${python}. Make the training environment anew: ` +
        'tuneloop doctor names its folder; remove that folder, and train again.',
      { details: { ...details, reason: 'environment' } },
    );
  }
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  const last = lastLines.at(-1);
  return new TuneloopError(
    'JOB_FAILED',
    `The trainer ${how} before it was done${last === undefined ? '' : `; it last wrote: ${last}`}. Resume goes on from the newest checkpoint.`,
    { details },
  );
}
