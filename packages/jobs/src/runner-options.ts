import { TuneloopError } from '@tuneloop/protocol';
import type { Store } from '@tuneloop/store';
import { z } from 'zod';
import type { JobKind } from './job-kind.ts';
import { retryPolicySchema } from './retry-policy.ts';

/** The part of a pino logger that the runner uses. */
export interface JobLogger {
  error(details: object, message: string): void;
}

export interface JobRetention {
  /** Ended jobs that are kept at most. Default 1000. */
  jobs?: number | undefined;
  /** How long ended jobs are kept, in ms. Default 30 days. */
  ageMs?: number | undefined;
}

export interface JobRunnerOptions {
  /** Stays the caller's to close, after the runner. */
  store: Store;
  kinds: readonly JobKind[];
  /** Jobs that run at the same time, of all kinds. Default 2. */
  concurrency?: number | undefined;
  retention?: JobRetention | undefined;
  /** Between the progress events that are kept, in ms. Default 250. */
  progressIntervalMs?: number | undefined;
  /** Hears of what failed in a way that clients are not told. */
  logger?: JobLogger | undefined;
}

export interface JobRunnerSettings {
  store: Store;
  kinds: ReadonlyMap<string, JobKind>;
  concurrency: number;
  retention: { jobs: number; ageMs: number };
  progressIntervalMs: number;
  logger: JobLogger | undefined;
}

const kindSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be lower case letters, digits and hyphens'),
  concurrency: z.int().min(1).optional(),
  retry: retryPolicySchema.optional(),
  timeoutMs: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional(),
});

const optionsSchema = z.object({
  kinds: z.array(kindSchema).refine((kinds) => new Set(kinds.map(({ name }) => name)).size === kinds.length, {
    error: 'names must be different',
  }),
  concurrency: z.int().min(1).max(1000).default(2),
  retention: z
    .strictObject({
      jobs: z.int().min(0).default(1000),
      ageMs: z
        .int()
        .min(0)
        .default(30 * 24 * 3_600_000),
    })
    .prefault({}),
  progressIntervalMs: z.int().min(0).max(3_600_000).default(250),
});

/** @throws INVALID_REQUEST naming every wrong option. */
export function resolveRunnerOptions(options: JobRunnerOptions): JobRunnerSettings {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    throw new TuneloopError('INVALID_REQUEST', `createJobRunner: ${z.prettifyError(parsed.error)}`);
  }
  return {
    ...parsed.data,
    store: options.store,
    kinds: new Map(options.kinds.map((kind) => [kind.name, kind])),
    logger: options.logger,
  };
}
