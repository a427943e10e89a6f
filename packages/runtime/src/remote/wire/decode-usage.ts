import type { Usage } from '@tuneloop/protocol';
import { numberOf, objectOf } from './read-json.ts';

/** What an upstream counted; it may leave out any of it. */
export type PartialUsage = { [K in keyof Usage]?: number };

/** OpenAI's `usage`; older DeepSeek and SGLang count reasoning and cached tokens at the top. */
export function decodeUsage(value: unknown): PartialUsage {
  const usage = objectOf(value);
  const prompt = objectOf(usage['prompt_tokens_details']);
  const completion = objectOf(usage['completion_tokens_details']);
  return defined({
    promptTokens: numberOf(usage['prompt_tokens']),
    cachedTokens: numberOf(prompt['cached_tokens']) ?? numberOf(usage['prompt_cache_hit_tokens']),
    completionTokens: numberOf(usage['completion_tokens']),
    reasoningTokens: numberOf(completion['reasoning_tokens']) ?? numberOf(usage['reasoning_tokens']),
  });
}

/** llama-server's progress of the prefill, which tells the prompt's length before the first token. */
export function decodeProgress(value: unknown): PartialUsage {
  const progress = objectOf(value);
  return defined({ promptTokens: numberOf(progress['total']), cachedTokens: numberOf(progress['cache']) });
}

/** Our own server's `timings` tell what a context shift dropped. */
export function decodeDiscarded(timings: unknown): PartialUsage {
  return defined({ discardedTokens: numberOf(objectOf(timings)['discarded_n']) });
}

export function completeUsage(usage: PartialUsage, countedTokens: number): Usage {
  return {
    promptTokens: usage.promptTokens ?? 0,
    cachedTokens: usage.cachedTokens ?? 0,
    completionTokens: usage.completionTokens ?? countedTokens,
    reasoningTokens: usage.reasoningTokens ?? 0,
    ...(usage.discardedTokens !== undefined && { discardedTokens: usage.discardedTokens }),
  };
}

function defined(usage: { [K in keyof PartialUsage]: number | undefined }): PartialUsage {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined)) as PartialUsage;
}
