import type { ToolResult } from '@tuneloop/protocol';
import { boundValue } from './bound-value.ts';

const noteCharacters = 160;

/** A result that a model can read, which says so when something is missing of it, and its whole length as JSON. */
export function boundResult(result: ToolResult, most: number): { result: ToolResult; characters: number } {
  const { value, characters, cut } = boundValue(result, most - noteCharacters);
  if (!cut || characters <= most) return { result, characters };
  const truncated = `Only a part is shown: the result had ${characters} characters, and at most ${most} are given. Ask for less.`;
  return { result: { ...(value as ToolResult), truncated } as ToolResult, characters };
}
