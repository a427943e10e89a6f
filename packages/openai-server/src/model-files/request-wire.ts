import { z } from 'zod';

export interface InspectQueryWire {
  model?: string | undefined;
  context_size?: number | undefined;
  slots?: number | undefined;
}

const model = z.string().min(1).max(1000);

export const inspectQuerySchema: z.ZodType<InspectQueryWire> = z.strictObject({
  model: model.optional(),
  context_size: z.coerce.number().int().min(1).max(100_000_000).optional(),
  slots: z.coerce.number().int().min(1).max(1024).optional(),
});

export const removeModelSchema: z.ZodType<{ model: string }> = z.strictObject({ model });
