import type { GenerationStartEvent } from '@tuneloop/protocol';

/** llama-server's `prompt_progress`: tokens of the prompt, those reused, those done (both), and ms since its begin. */
export interface PromptProgressWire {
  total: number;
  cache: number;
  processed: number;
  time_ms: number;
}

/** What a client may ask of a stream beside its chunks. */
export interface StreamSettings {
  includeUsage: boolean;
  /** Tell the prompt's length as soon as the request has its slot. */
  returnProgress?: boolean | undefined;
}

export function encodeProgress({ promptTokens, cachedTokens }: GenerationStartEvent): PromptProgressWire {
  return { total: promptTokens, cache: cachedTokens, processed: cachedTokens, time_ms: 0 };
}
