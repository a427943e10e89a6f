import type { Rates, RateState } from './rate-limiter.ts';

/** How an API tells what is left of a key's limits. */
export type RateHeaders = (rates: Rates) => Record<string, string>;

/** OpenAI's headers. Source: its guide "Rate limits". */
export const openAIRateHeaders: RateHeaders = (rates) =>
  headersOf(rates, (kind, { limit, remaining, resetMs }) => ({
    [`x-ratelimit-limit-${kind}`]: String(limit),
    [`x-ratelimit-remaining-${kind}`]: String(remaining),
    [`x-ratelimit-reset-${kind}`]: formatDuration(resetMs),
  }));

/** Anthropic's headers. Source: its API reference, "Rate limits". */
export const anthropicRateHeaders: RateHeaders = (rates) =>
  headersOf(rates, (kind, { limit, remaining, resetMs }) => ({
    [`anthropic-ratelimit-${kind}-limit`]: String(limit),
    [`anthropic-ratelimit-${kind}-remaining`]: String(remaining),
    [`anthropic-ratelimit-${kind}-reset`]: `${new Date(Date.now() + resetMs).toISOString().slice(0, 19)}Z`,
  }));

function headersOf(
  rates: Rates,
  encode: (kind: string, state: RateState) => Record<string, string>,
): Record<string, string> {
  return Object.assign({}, ...Object.entries(rates).map(([kind, state]) => encode(kind, state))) as Record<
    string,
    string
  >;
}

/** As OpenAI writes it: `120ms`, `12s`, `6m0s`. */
function formatDuration(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 1000) return `${Math.ceil(milliseconds)}ms`;
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
