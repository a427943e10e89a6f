import { TuneloopError, type ToolResult } from '@tuneloop/protocol';

/** What the model is told of a failure: the message of ours, and for anything else that it was unexpected. */
export function toolFailure(error: unknown): ToolResult & { status: 'error' } {
  if (TuneloopError.isInstance(error)) return { status: 'error', error: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'error', error: `The tool failed: ${message === '' ? 'it did not say why' : message}` };
}
