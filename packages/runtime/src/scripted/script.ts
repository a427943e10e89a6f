import type { GenerateRequest } from '@tuneloop/protocol';

export interface ScriptedToolCall {
  name: string;
  /** Written as JSON; a string is written as it stands, so that a script can be wrong on purpose. */
  arguments: unknown;
  id?: string | undefined;
}

/** One thing that a scripted generation does. */
export type ScriptStep =
  | { text: string }
  | { reasoning: string }
  | { toolCall: ScriptedToolCall }
  | { delayMs: number }
  /** Thrown there, as if the engine failed in mid-generation. */
  | { error: Error };

/** What one generation gives: a text, steps, or either of them by what was asked. */
export type ScriptedReply =
  | string
  | { steps: readonly ScriptStep[] }
  | ((request: GenerateRequest) => ScriptedReply | Promise<ScriptedReply>);

export async function stepsOf(reply: ScriptedReply, request: GenerateRequest): Promise<readonly ScriptStep[]> {
  let current = reply;
  while (typeof current === 'function') current = await current(request);
  return typeof current === 'string' ? [{ text: current }] : current.steps;
}
