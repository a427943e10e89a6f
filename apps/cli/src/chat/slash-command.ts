import { TuneloopError } from '@tuneloop/protocol';
import type { ChatSession } from './session.ts';

export interface SlashCommand {
  name: string;
  /** Its arguments, for `/help`. */
  usage: string;
  summary: string;
  /** Returns `leave` to end the chat. Failures are thrown and shown; the chat goes on. */
  run(session: ChatSession, argument: string): Promise<'leave' | undefined> | 'leave' | undefined;
}

export function usageError(message: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message);
}
