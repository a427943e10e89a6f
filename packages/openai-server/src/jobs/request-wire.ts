import type { JobQuery, JobStatus } from '@tuneloop/protocol';
import type { Request } from 'express';
import { z } from 'zod';
import { requestProblem } from '../errors/request-problem.ts';
import { validateWire } from '../parameters/validate-wire.ts';

export interface JobRequestWire {
  kind: string;
  input?: unknown;
  after?: string[] | undefined;
  priority?: number | undefined;
}

export const jobRequestSchema: z.ZodType<JobRequestWire> = z.strictObject({
  kind: z.string().min(1).describe('What kind of work, such as `download`.'),
  input: z.unknown().describe('What the kind needs, such as `{"model": "hf:owner/repo:Q4_K_M"}`.').optional(),
  after: z
    .array(z.string().min(1))
    .max(100)
    .describe('Ids of jobs that must have succeeded before it begins; when one does not, it is skipped.')
    .optional(),
  priority: z.int().min(-1000).max(1000).describe('Larger ones begin first; 0 without it.').optional(),
});

export interface JobGraphRequestWire {
  steps: (JobRequestWire & { name: string })[];
}

export const jobGraphRequestSchema: z.ZodType<JobGraphRequestWire> = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100).describe('Its own in the graph: letters, digits, `.`, `_` and `-`.'),
        kind: z.string().min(1).describe('What kind of work, such as `download`.'),
        input: z.unknown().describe('What the kind needs.').optional(),
        after: z.array(z.string().min(1)).max(1000).describe('Names of the steps that come before it.').optional(),
        priority: z.int().min(-1000).max(1000).describe('Larger ones begin first; 0 without it.').optional(),
      }),
    )
    .min(1)
    .max(1000)
    .describe('In any order.'),
});

export const jobStatuses: readonly JobStatus[] = [
  'waiting',
  'queued',
  'running',
  'delayed',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
];

export const jobStatusSchema: z.ZodType<JobStatus> = z.enum(jobStatuses);

const listQuerySchema = z.strictObject({
  kind: z.string().optional(),
  status: jobStatusSchema.optional(),
  group: z.string().optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeListQuery(request: Request): JobQuery {
  const { kind, status, group, after, limit } = validateWire(listQuerySchema, request.query);
  return {
    ...(kind !== undefined && { kinds: [kind] }),
    ...(status !== undefined && { statuses: [status] }),
    group,
    after,
    limit,
  };
}

const idempotencyKeySchema = z.string().min(1).max(200);

/** The header `Idempotency-Key`. */
export function decodeIdempotencyKey(request: Request): string | undefined {
  const key = request.get('idempotency-key');
  return key === undefined ? undefined : validateWire(idempotencyKeySchema, key, ['Idempotency-Key']);
}

/** From where a stream of events begins: the header that browsers send when they connect again, else `?after=`. */
export function decodeEventPosition(request: Request): number {
  const text = request.get('last-event-id') ?? request.query['after'] ?? '0';
  const position = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (position !== undefined) return position;
  throw requestProblem('invalid_value', 'after, Last-Event-ID: must be the position of an event', 'after');
}
