import type { CallOptions } from '@tuneloop/protocol';
import type { PythonCommand } from '../peft/process/python-events.ts';

/** What every step that asks Python needs. */
export interface PythonCall extends CallOptions, Pick<PythonCommand, 'python' | 'environment' | 'threads' | 'onLog'> {}

export function pythonCall({ python, environment, threads, onLog, signal }: PythonCall): PythonCall {
  return { python, environment, threads, onLog, signal };
}
