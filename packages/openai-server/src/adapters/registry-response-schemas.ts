import { z } from 'zod';
import type {
  AdapterHistoryEventWire,
  AdapterHistoryWire,
  AdapterPromotionWire,
  RegisteredVersionWire,
} from './registry-wire.ts';

const time = z.int().min(0).describe('Seconds since 1970.');

const versionSchema: z.ZodType<RegisteredVersionWire> = z.strictObject({
  version: z.int().min(1),
  state: z
    .enum(['candidate', 'live', 'refused', 'retired'])
    .describe('refused: by its gate, with `reasons`; retired: it was live once.'),
  hash: z.string().describe('SHA-256 of the file.'),
  size_bytes: z.int().min(0),
  created_at: time,
  rank: z.int().min(1),
  alpha: z.number().nullable(),
  base: z.strictObject({ reference: z.string(), sha256: z.string().nullable() }).nullable(),
  run: z.string().nullable().describe('The training that it came from.'),
  continued_from: z.string().nullable().describe('`name@version` whose weights the training began with.'),
  metrics: z.record(z.string(), z.number()).describe('What its evaluation measured.'),
  reasons: z.array(z.string()),
});

const eventSchema: z.ZodType<AdapterHistoryEventWire> = z.strictObject({
  type: z.string().describe('added, promoted, rolled-back, retired, default, removed'),
  created_at: time,
  version: z.int().min(1).nullable(),
  from: z.int().min(1).nullable().describe('The version that was live before.'),
  scale: z.number().nullable(),
  reason: z.string().nullable(),
});

export const adapterHistorySchema: z.ZodType<AdapterHistoryWire> = z.strictObject({
  object: z.literal('adapter.history'),
  name: z.string(),
  version: z.int().min(1).nullable().describe('The live one.'),
  default_scale: z.number().describe('For requests that choose no adapter; 0: they do not get it.'),
  versions: z.array(versionSchema).describe('Newest first.'),
  events: z.array(eventSchema).describe('Oldest first.'),
});

export const adapterPromotionSchema: z.ZodType<AdapterPromotionWire> = z.strictObject({
  object: z.literal('adapter.promotion'),
  name: z.string(),
  version: z.int().min(1).describe('From now on the name means this version.'),
  previous: z.int().min(1).nullable(),
  default_scale: z.number(),
  warnings: z.array(z.string()).describe('What a person should know, a sentence each.'),
});
