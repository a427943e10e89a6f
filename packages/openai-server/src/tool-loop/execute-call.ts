import { throwIfAborted, TuneloopError, type ToolCall, type ToolExecutor, type ToolResult } from '@tuneloop/protocol';

interface ParsedArguments {
  value: unknown;
  /** Whether the model wrote JSON. */
  isJson: boolean;
}

/** Nothing at all is what some models write for no arguments. */
export function parseArguments(text: string): ParsedArguments {
  if (text.trim() === '') return { value: {}, isJson: true };
  try {
    return { value: JSON.parse(text) as unknown, isJson: true };
  } catch {
    return { value: text, isJson: false };
  }
}

/**
 * Runs a call; whatever goes wrong with it is a result that the model sees. Errors: `ABORTED`.
 *
 * Arguments that are no JSON go to the executor as they are: it refuses them, and its audit knows of them.
 */
export async function executeCall(
  executor: ToolExecutor,
  { id, name, arguments: text }: ToolCall,
  options: { signal: AbortSignal; owner: string; approved?: boolean },
): Promise<ToolResult> {
  const { value, isJson } = parseArguments(text);
  try {
    const result = await executor.execute({ id, name, arguments: value }, options);
    if (isJson || result.status === 'success') return result;
    return failure(`The arguments are not valid JSON; write one JSON object. ${result.error}`);
  } catch (error) {
    throwIfAborted(options.signal);
    return failure(TuneloopError.isInstance(error) ? error.message : `The tool "${name}" failed.`);
  }
}

/** A result for a call that does not run. */
export function failure(error: string): ToolResult {
  return { status: 'error', error };
}
