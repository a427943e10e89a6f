import { TuneloopError } from '@tuneloop/protocol';
import type { z } from 'zod';
import { pythonEvents, type PythonCommand, type PythonEvent } from './process/python-events.ts';

export interface RunPythonOptions<Result> extends PythonCommand {
  /** Reads the last event, which is the command's result. */
  result: z.ZodType<Result>;
  /** Called for every event; the command waits for it. */
  onEvent?: ((event: PythonEvent) => void | Promise<void>) | undefined;
}

/** Runs a command of the Python project to its end. Errors: those of `pythonEvents`; `INTERNAL` for a result of another shape. */
export async function runPython<Result>(options: RunPythonOptions<Result>): Promise<Result> {
  let last: PythonEvent | undefined;
  for await (const event of pythonEvents(options)) {
    last = event;
    await options.onEvent?.(event);
  }
  const { success, data, error } = options.result.safeParse(last);
  if (success) return data;
  throw new TuneloopError('INTERNAL', `The Python command ${options.command} ended without a result that fits.`, {
    details: { last: JSON.stringify(last)?.slice(0, 500) },
    cause: error,
  });
}
