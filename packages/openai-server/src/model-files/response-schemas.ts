import { z } from 'zod';
import type { InspectionWire, MemoryOverviewWire, RecommendedListWire, RemovedModelWire } from './encode.ts';

const count = z.int().min(0);

const memoryNeed = z.strictObject({
  context_size: count.describe('Tokens of one slot.'),
  weights_bytes: count,
  kv_cache_bytes: count,
  compute_bytes: count,
  total_bytes: count,
});

export const inspectionSchema: z.ZodType<InspectionWire> = z.strictObject({
  object: z.literal('model.inspection'),
  id: z.string(),
  reference: z.string().describe('What a download takes.'),
  format: z.enum(['gguf', 'onnx']),
  filename: z.string(),
  size_bytes: count,
  sha256: z.string().nullable(),
  name: z.string().nullable(),
  license: z.string().nullable(),
  base_models: z.array(z.string()),
  architecture: z.string(),
  parameters: count,
  quantization: z.string(),
  context_length: count.describe('Tokens, as trained.'),
  layers: count,
  embedding_length: count,
  vocabulary_size: count,
  abilities: z.array(z.string()).describe('Of `text`, `tools`, `reasoning`, `embeddings`, `ranking`.'),
  chat_template: z.string().nullable().describe('Jinja.'),
  slots: count.describe('Conversations at the same time that the memory was reckoned with.'),
  memory: z.array(memoryNeed),
  removable: z.boolean().describe('Whether `POST /models/remove` deletes it.'),
});

const device = z.strictObject({
  id: z.string(),
  kind: z.enum(['ram', 'unified', 'gpu']),
  name: z.string(),
  total_bytes: count,
  free_bytes: count.describe('What can still be reserved.'),
});

const holder = z.strictObject({ name: z.string(), bytes: z.record(z.string(), count).describe('By device.') });

export const memoryOverviewSchema: z.ZodType<MemoryOverviewWire> = z.strictObject({
  object: z.literal('memory'),
  devices: z.array(device),
  holders: z.array(holder).describe('Models, and others such as a training.'),
});

const recommended = z.strictObject({
  id: z.string(),
  name: z.string(),
  reference: z.string(),
  license: z.string(),
  size_bytes: count.describe('Of the download.'),
  required_bytes: count.describe('Memory for one conversation of 8,192 tokens.'),
  fits: z.boolean().describe('Whether this machine has that.'),
  proposed: z.boolean().describe('The one to begin with on this machine.'),
  on_disk: z.boolean(),
});

export const recommendedListSchema: z.ZodType<RecommendedListWire> = z.strictObject({
  object: z.literal('list'),
  data: z.array(recommended).describe('The smallest first.'),
});

export const removedModelSchema: z.ZodType<RemovedModelWire> = z.strictObject({
  object: z.literal('model.removed'),
  freed_bytes: count,
});
