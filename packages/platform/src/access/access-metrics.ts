import type { RateLimiter } from '@tuneloop/openai-server';
import { Counter, type Registry } from 'prom-client';

/** What is refused because keys are over their limits. Which keys these are is in the log: names would never be forgotten. */
export function addAccessMetrics(registry: Registry, limiter: RateLimiter): void {
  const refused = new Counter({
    name: 'tuneloop_rate_limited_total',
    help: 'Requests refused because their API key was over a limit.',
    labelNames: ['limit'],
    registers: [registry],
  });
  for (const limit of ['requests', 'tokens', 'concurrency']) refused.inc({ limit }, 0);
  limiter.watch((limit) => refused.inc({ limit }));
}
