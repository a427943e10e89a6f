import { z } from 'zod';
import type { AdapterListWire, AdapterVersionWire, AdapterWire } from './encode-adapters.ts';
import type { LoraAdapterWire } from './answer-lora-adapters.ts';

const versionSchema: z.ZodType<AdapterVersionWire> = z.strictObject({
  version: z.int().min(1),
  hash: z.string().describe('SHA-256 of the file.'),
  state: z.enum(['loaded', 'stored']).describe('stored: loaded when a request names it.'),
  size_bytes: z.int().min(0).nullable(),
  rank: z.int().min(1).nullable(),
  alpha: z.number().nullable(),
});

const adapterSchema: z.ZodType<AdapterWire> = z.strictObject({
  object: z.literal('adapter'),
  id: z.string().nullable().describe('The model name that chooses it: `base:adapter`.'),
  name: z.string(),
  base: z.string().nullable(),
  file: z.string(),
  state: z.enum(['live', 'loading', 'refused']),
  reason: z.string().nullable().describe('Why the newest file does not answer; an older version may still.'),
  version: z.int().min(1).nullable().describe('The version that answers.'),
  versions: z.array(versionSchema).describe('Newest first.'),
});

export const adapterListSchema: z.ZodType<AdapterListWire> = z.strictObject({
  object: z.literal('list'),
  data: z.array(adapterSchema),
});

export const loraAdapterListSchema: z.ZodType<LoraAdapterWire[]> = z.array(
  z.strictObject({
    id: z.int().min(0),
    path: z.string().describe("The file's name alone."),
    scale: z.number().describe('For requests that choose no adapter.'),
  }),
);

export const successSchema: z.ZodType<{ success: true }> = z.strictObject({ success: z.literal(true) });
