import type { GenerateRequest } from '@tuneloop/protocol';

/** The smallest part that is worth moving. */
const leastToDrop = 4;

/** Tokens at the beginning that a shift leaves; `undefined` where the output ends in a full context. */
export function tokensToKeep(
  { contextShift }: GenerateRequest,
  size: { byDefault: boolean; prompt: number; contextSize: number },
): number | undefined {
  if (!(contextShift?.enabled ?? size.byDefault)) return undefined;
  const { keep = 'prompt' } = contextShift ?? {};
  return keep === 'prompt' ? Math.min(size.prompt, size.contextSize - leastToDrop) : keep;
}

/**
 * Tokens that went to make room for `completionTokens` after a prompt that fits: whenever the context is full, half of
 * what follows the first `keep`.
 */
export function discardedTokens(size: {
  contextSize: number;
  promptTokens: number;
  completionTokens: number;
  keep: number;
}): number {
  const kept = Math.min(size.keep, size.contextSize - 2);
  const half = Math.max(1, Math.floor((size.contextSize - kept) / 2));
  const excess = size.promptTokens + size.completionTokens - size.contextSize;
  return Math.max(0, Math.ceil(excess / half)) * half;
}
