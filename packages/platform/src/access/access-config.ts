import { z } from 'zod';
import type { SettingDefinition } from '../config/setting-definition.ts';

/** What an API key may do in a time where it has no limits of its own. Left out: as much as it likes. */
export interface AccessConfig {
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
  concurrency?: number | undefined;
}

const limit = z.int('must be a whole number').min(1, 'must be at least 1');

export const accessConfigSchema: z.ZodType<AccessConfig> = z
  .strictObject({ requestsPerMinute: limit, tokensPerMinute: limit, concurrency: limit })
  .partial();

export const accessSettings: readonly SettingDefinition[] = [
  {
    path: 'access.requestsPerMinute',
    kind: 'whole number',
    environment: 'TUNELOOP_KEY_REQUESTS_PER_MINUTE',
    summary: 'requests to engines that an API key without a limit of its own may send in a minute; not of API_KEY',
    live: true,
  },
  {
    path: 'access.tokensPerMinute',
    kind: 'whole number',
    environment: 'TUNELOOP_KEY_TOKENS_PER_MINUTE',
    summary: 'tokens of prompts and answers that such a key may use in a minute',
    live: true,
  },
  {
    path: 'access.concurrency',
    kind: 'whole number',
    environment: 'TUNELOOP_KEY_CONCURRENCY',
    summary: 'requests that such a key may have running at the same time',
    live: true,
  },
];
