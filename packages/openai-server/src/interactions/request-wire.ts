import {
  ratingValueSchema,
  type InteractionFilter,
  type InteractionQuery,
  type Judge,
  type RatingValue,
} from '@tuneloop/protocol';
import { z } from 'zod';
import type { JsonObject } from '../http/read-json-body.ts';
import { validateWire } from '../parameters/validate-wire.ts';

/** Any time that people write: a day, or a time with its zone. */
const timeSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], 'must be a day or a time, such as 2026-11-21T08:00:00Z')
  .transform((text) => new Date(text).toISOString());

const limitSchema = z.coerce.number().int().min(1).max(100).default(20);

/** What `GET /v1/interactions` may ask for. */
export interface InteractionFilters {
  model?: string | undefined;
  adapter?: string | undefined;
  conversation_id?: string | undefined;
  request_id?: string | undefined;
  tag?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  rating?: NonNullable<InteractionQuery['rating']> | undefined;
  min_score?: number | undefined;
  text?: string | undefined;
  failed?: 'true' | 'false' | undefined;
}

/** By its names in a query, which are texts. */
export const filterShape: { [K in keyof InteractionFilters]-?: z.ZodType<InteractionFilters[K]> } = {
  model: z.string().optional().describe('Of this model, whatever its adapters.'),
  adapter: z.string().optional().describe('Of those that used this adapter; `none`: of those without any.'),
  conversation_id: z.string().optional(),
  request_id: z.string().optional().describe('All interactions of one completion.'),
  tag: z.string().optional().describe('Carried by the interaction or by a current rating.'),
  since: timeSchema.optional().describe('ISO 8601: at this time or later.'),
  until: timeSchema.optional().describe('ISO 8601: before this time.'),
  rating: z.enum(['up', 'down', 'corrected', 'compared', 'any', 'none']).optional(),
  min_score: z.coerce.number().min(1).max(5).optional().describe('Its mean score is at least so much.'),
  text: z.string().max(1000).optional().describe('Words that prompt, output or comments hold, all of them.'),
  failed: z.enum(['true', 'false']).optional().describe('Failed ones only, or the others only.'),
};

const listSchema = z.strictObject({ ...filterShape, after: z.string().optional(), limit: limitSchema });

/** The query of `GET /v1/interactions`. Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeInteractionQuery(query: unknown): InteractionQuery {
  const { after, limit, ...filters } = validateWire(listSchema, query);
  return { ...decodeFilters(filters), after, limit };
}

const filterSchema = z.strictObject(filterShape);

/** A query of filters alone. Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeFilterQuery(query: unknown): InteractionFilter {
  return decodeFilters(validateWire(filterSchema, query));
}

export function decodeFilters(filters: InteractionFilters): InteractionFilter {
  const { conversation_id, request_id, min_score, failed, ...same } = filters;
  return {
    ...same,
    conversation: conversation_id,
    request: request_id,
    minScore: min_score,
    failed: failed === undefined ? undefined : failed === 'true',
  };
}

/** What a judgement says of itself, beside what it judges. */
export interface JudgeWire {
  author?: string | null | undefined;
  source?: 'web' | 'terminal' | 'api' | null | undefined;
}

export const judgeShape: { [K in keyof JudgeWire]-?: z.ZodType<JudgeWire[K]> } = {
  author: z
    .string()
    .min(1)
    .max(200)
    .nullish()
    .describe('Who judges; by default the API key. Others need `data` or `admin`.'),
  source: z.enum(['web', 'terminal', 'api']).nullish().describe('Where it was made. Default `api`.'),
};

/** The body of `POST /v1/interactions/{id}/ratings`; `null` takes a field of the author's earlier ratings back. */
export interface RatingRequest extends RatingValue, JudgeWire {}

const judgeSchema: z.ZodType<JudgeWire> = z.object(judgeShape);

/** As clients send it, for the OpenAPI document. */
export const ratingRequestSchema: z.ZodType<RatingRequest> = z.strictObject({
  thumb: z.enum(['up', 'down']).nullish(),
  score: z.number().min(1).max(5).nullish().describe('1 (bad) to 5 (good).'),
  comment: z.string().max(100_000).nullish(),
  tags: z.array(z.string().min(1).max(100)).max(50).nullish().describe("Replace the author's earlier ones."),
  correction: z.string().max(1_000_000).nullish().describe('The answer as it should have been.'),
  steps: z.array(z.boolean()).max(10_000).nullish().describe('Which paragraphs of the answer are right, in order.'),
  ...judgeShape,
});

/** Errors: `INVALID_REQUEST` naming the field. */
export function decodeRating(body: JsonObject): { value: RatingValue; named: Partial<Judge> } {
  const { author, source, ...value } = body;
  return { value: validateWire(ratingValueSchema, value), named: decodeJudge({ author, source }) };
}

/** Errors: `INVALID_REQUEST`. */
export function decodeJudge(wire: { author?: unknown; source?: unknown }): Partial<Judge> {
  const { author, source } = validateWire(judgeSchema, wire);
  return { ...(author && { author }), ...(source && { source }) };
}
