import type { RunResults } from '@tuneloop/lora';
import type { SerializedError } from '@tuneloop/protocol';

export interface FailedStep {
  /** The id of its run. */
  run: string;
  step: keyof RunResults | (string & {});
  error: Pick<SerializedError, 'code' | 'details'> | undefined;
}

/** These are of the model, the data or the settings, which resuming takes as they were. */
const lasting: ReadonlySet<string> = new Set(['UNSUPPORTED', 'OUTPUT_INVALID', 'ADAPTER_INVALID', 'INVALID_REQUEST']);

/** Of the machine, whatever the code: repaired, the same run goes on. */
const ofTheMachine: ReadonlySet<unknown> = new Set([
  'disk',
  'environment',
  'missing_file',
  'missing_package',
  'no_network',
  'permission',
]);

/** What a person does after a step of a run has failed, a sentence behind that of the failure. */
export function howToGoOn({ run, step, error }: FailedStep): string {
  const { code, details = {} } = error ?? {};
  const { reason } = details;
  const resume = `tuneloop finetune --resume ${run}`;
  if (reason === 'too-few-ratings' || reason === 'too-few-rows') return 'Then begin another: tuneloop loop';
  if (reason === 'memory') {
    return `A smaller one is a new training, with other settings. Where other programs held the memory, end them, and go on: ${resume}`;
  }
  if (code === undefined || !lasting.has(code) || ofTheMachine.has(reason)) {
    return `Go on when that is repaired: ${resume}`;
  }
  // Rows are read again; the rest of the request is kept.
  if (code === 'INVALID_REQUEST' && step === 'prepare' && reason !== 'template') {
    return `With the file corrected, go on: ${resume} — other settings take a new training.`;
  }
  return 'Resuming would meet the same again: begin a new training with that changed.';
}
