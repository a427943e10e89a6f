import { z } from 'zod';
import type { JsonObject } from '../http/read-json-body.ts';
import { decodeFilters } from '../interactions/request-wire.ts';
import { decodeWhere, whereSchema, type WhereWire } from '../exports/where-wire.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { PushRequest, PushTarget, PushTargetName } from './push-service.ts';

/** The body of `POST /v1/pushes`. */
export type PushBody = { where?: WhereWire | null | undefined } & (
  | {
      target: 'label-studio';
      template?: 'pairwise' | 'rating' | 'correction' | null | undefined;
      title?: string | null | undefined;
    }
  | { target: 'langfuse'; dataset: string; run?: string | null | undefined }
);

const name = z.string().min(1).max(200);
const where = whereSchema.nullish().describe('The filters of `GET /v1/interactions`.');

export const pushBodySchema: z.ZodType<PushBody> = z.discriminatedUnion('target', [
  z.strictObject({
    target: z.literal('label-studio'),
    where,
    template: z
      .enum(['pairwise', 'rating', 'correction'])
      .nullish()
      .describe(
        'What its people are asked: which of two answers is better (the default), how good one is, or how it should be.',
      ),
    title: name.nullish().describe('Of its project, where none is configured. Default `Tuneloop TEMPLATE`.'),
  }),
  z.strictObject({
    target: z.literal('langfuse'),
    where,
    dataset: name.describe('Name of its data set; made where it is missing.'),
    run: name.nullish().describe('Adds each answer to a run of this name, too.'),
  }),
]);

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodePush(body: JsonObject): PushRequest {
  const wire = validateWire(pushBodySchema, body);
  const filter = decodeFilters(decodeWhere(wire.where));
  if (wire.target === 'langfuse') {
    return { target: wire.target, where: filter, dataset: wire.dataset, run: wire.run ?? undefined };
  }
  return { target: wire.target, where: filter, template: wire.template ?? 'pairwise', title: wire.title ?? undefined };
}

export interface PushTargetWire {
  name: PushTargetName;
  url: string | null;
  configured: boolean;
  missing: string[];
}

export interface PushTargetListWire {
  object: 'list';
  data: PushTargetWire[];
}

export const pushTargetListSchema: z.ZodType<PushTargetListWire> = z.strictObject({
  object: z.literal('list'),
  data: z.array(
    z.strictObject({
      name: z.enum(['label-studio', 'langfuse']),
      url: z.string().nullable(),
      configured: z.boolean(),
      missing: z.array(z.string()).describe('Settings without which nothing is sent.'),
    }),
  ),
});

export function encodeTargets(targets: readonly PushTarget[]): PushTargetListWire {
  const data = targets.map(({ name: target, url, missing }) => ({
    name: target,
    url: url ?? null,
    configured: missing.length === 0,
    missing: [...missing],
  }));
  return { object: 'list', data };
}
