import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

/** The body of `POST /v1/adapters/{name}/promote`. */
export interface PromoteAdapterWire {
  version: number;
  reason?: string | null | undefined;
  default_scale?: number | null | undefined;
  force?: boolean | null | undefined;
}

/** The body of `POST /v1/adapters/{name}/rollback` and `…/retire`. */
export interface AdapterReasonWire {
  reason?: string | null | undefined;
}

const reason = optional(z.string().max(2000), 'For those who read the history.');
const scaleText = 'The scale with which requests that choose no adapter get it; 0: they do not. Left out: as it was.';

const promoteShape: WireShape<PromoteAdapterWire> = {
  version: z.int().min(1),
  reason,
  default_scale: optional(z.number().min(-100).max(100), scaleText),
  force: optional(z.boolean(), 'Also a version that its gate has refused.'),
};

const reasonShape: WireShape<AdapterReasonWire> = { reason };

export const promoteAdapterSchema: z.ZodType<PromoteAdapterWire> = z.strictObject(promoteShape);
export const adapterReasonSchema: z.ZodType<AdapterReasonWire> = z.strictObject(reasonShape);
export const adapterVersionNumberSchema: z.ZodType<number> = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be the number of a version')
  .transform(Number);
