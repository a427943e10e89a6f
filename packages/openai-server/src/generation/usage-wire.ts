import type { GenerationEndEvent, Timings, Usage } from '@tuneloop/protocol';

/** OpenAI's `usage`. */
export interface UsageWire {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details: { cached_tokens: number };
  completion_tokens_details: { reasoning_tokens: number };
}

/** llama-server's `timings`, with the wait for a slot and the time to the first token; ms and tokens. */
export interface TimingsWire {
  prompt_n: number;
  prompt_ms: number;
  prompt_per_second: number;
  predicted_n: number;
  predicted_ms: number;
  predicted_per_second: number;
  queue_ms: number;
  ttft_ms: number;
  /** Tokens that context shifts dropped; there when some were. */
  discarded_n?: number;
}

export function encodeUsage(usage: Usage): UsageWire {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}

/** `prompt_n` counts the tokens that were computed, not those that were reused. */
export function encodeTimings(usage: Usage, timings: Timings): TimingsWire {
  const computed = usage.promptTokens - usage.cachedTokens;
  return {
    prompt_n: computed,
    prompt_ms: timings.prefillMs,
    prompt_per_second: perSecond(computed, timings.prefillMs),
    predicted_n: usage.completionTokens,
    predicted_ms: timings.decodeMs,
    predicted_per_second: perSecond(usage.completionTokens, timings.decodeMs),
    queue_ms: timings.queueMs,
    ttft_ms: timings.timeToFirstTokenMs,
    ...(usage.discardedTokens && { discarded_n: usage.discardedTokens }),
  };
}

function perSecond(tokens: number, ms: number): number {
  return ms > 0 ? (tokens * 1000) / ms : 0;
}

/** Usage and timings of several generations as one. */
export interface Totals {
  usage: Usage;
  timings: Timings;
}

/**
 * Tokens are added up, but a prompt that `choicesPerPrompt` choices share counts once (as its first choice had it).
 * Of the times, the longest is taken, and the shortest to the first token.
 */
export function sumUp(ends: readonly GenerationEndEvent[], choicesPerPrompt: number): Totals {
  const usage: Usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
  for (const [index, end] of ends.entries()) {
    if (index % choicesPerPrompt === 0) {
      usage.promptTokens += end.usage.promptTokens;
      usage.cachedTokens += end.usage.cachedTokens;
    }
    usage.completionTokens += end.usage.completionTokens;
    usage.reasoningTokens += end.usage.reasoningTokens;
    if (end.usage.discardedTokens) usage.discardedTokens = (usage.discardedTokens ?? 0) + end.usage.discardedTokens;
  }
  const longest = (name: keyof Timings): number => Math.max(0, ...ends.map(({ timings }) => timings[name] ?? 0));
  return {
    usage,
    timings: {
      queueMs: longest('queueMs'),
      prefillMs: longest('prefillMs'),
      timeToFirstTokenMs: Math.min(...ends.map(({ timings }) => timings.timeToFirstTokenMs)),
      decodeMs: longest('decodeMs'),
      totalMs: longest('totalMs'),
    },
  };
}
