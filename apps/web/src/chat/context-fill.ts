/** What an interaction says of it. */
export interface RecordedUsage {
  usage: { prompt_tokens: number; completion_tokens: number } | null;
  error: unknown;
}

export interface ContextFill {
  /** Tokens of the last prompt and its answer, which the next prompt begins with. */
  used: number;
  size: number;
}

/** How full the context was after what was recorded last; nothing where that is not known. */
export function contextFill(interactions: readonly RecordedUsage[], size: number | undefined): ContextFill | undefined {
  const latest = interactions.find(({ usage, error }) => usage && !error);
  if (!latest?.usage || size === undefined) return undefined;
  return { used: latest.usage.prompt_tokens + latest.usage.completion_tokens, size };
}
