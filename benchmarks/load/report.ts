import type { LoadFigures } from './run-load.ts';

export const figuresHeader: readonly string[] = [
  'server',
  'requests',
  'errors',
  'TTFT p50 ms',
  'TTFT p95 ms',
  'inter-token p50 ms',
  'inter-token p95 ms',
  'tokens/s',
  'prompt tokens (cached)',
  'peak MB',
];

export function figuresRow(name: string, figures: LoadFigures): (string | number)[] {
  return [
    name,
    String(figures.requests),
    String(figures.errors.length),
    figures.timeToFirstToken.p50,
    figures.timeToFirstToken.p95,
    figures.interTokenLatency.p50,
    figures.interTokenLatency.p95,
    figures.tokensPerSecond,
    `${figures.promptTokens.toFixed(0)} (${figures.cachedTokens.toFixed(0)})`,
    figures.peakMemory / 1e6,
  ];
}
