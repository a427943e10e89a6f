import { formatDuration } from '../terminal/units.ts';
import type { Answer } from './answer.ts';

/** One line on what an answer cost: `42 tokens · 88.1 tokens/s · first after 120 ms`; as much of it as is known. */
export function summarizeAnswer({ finishReason, usage, timings }: Answer): string {
  const parts: string[] = [];
  if (finishReason === 'interrupted') parts.push('stopped');
  if (finishReason === 'length') parts.push('cut at the token limit');
  if (usage) parts.push(`${usage.completionTokens} tokens`);
  const speed = decodeSpeed({ usage, timings });
  if (speed !== undefined) parts.push(`${speed.toFixed(1)} tokens/s`);
  if (timings?.timeToFirstTokenMs !== undefined)
    parts.push(`first after ${formatDuration(timings.timeToFirstTokenMs)}`);
  if (usage && usage.cachedTokens > 0)
    parts.push(`${usage.cachedTokens} of ${usage.promptTokens} prompt tokens reused`);
  return parts.join(' · ');
}

/** Tokens per second after the first one: that one belongs to prefill. */
function decodeSpeed({ usage, timings }: Pick<Answer, 'usage' | 'timings'>): number | undefined {
  if (!usage || usage.completionTokens < 2 || !timings?.decodeMs) return undefined;
  return ((usage.completionTokens - 1) / timings.decodeMs) * 1000;
}
