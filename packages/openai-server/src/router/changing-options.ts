import type { RouterLimits } from './router-limits.ts';

/** What may change while a router serves. Each request finds what holds then. */
export interface ChangingOptions {
  limits?: RouterLimits | undefined;
  keepAliveMs?: number | undefined;
  recordTokens?: boolean | undefined;
  requireModel?: boolean | undefined;
  maxToolIterations?: number | undefined;
  maxConversationTokens?: number | undefined;
}

/** Tells it; what it leaves out is as the options of the same name say. */
export type ChangingOptionsSource = () => ChangingOptions;
