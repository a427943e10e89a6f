import { TuneloopError } from '@tuneloop/protocol';
import { nameFlags } from './flag-names.ts';

/** Runs `work`, whose errors name settings as this program takes them. */
export async function withFlagNames<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!TuneloopError.isInstance(error)) throw error;
    const { code, message, details, retryable } = error;
    throw new TuneloopError(code, nameFlags(message), { details, retryable, cause: error });
  }
}
