import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

/** The body of `POST /models/load` and `POST /models/unload`, llama-server's (in its router mode). */
export interface ManageModelWire {
  model: string;
}

const model = z.string().min(1).max(1000);

export const manageModelSchema: z.ZodType<ManageModelWire> = z.strictObject({ model });

/** The body of `POST /v1/models/default`. */
export interface DefaultModelWire {
  model: string;
  drain_first?: boolean | null | undefined;
}

const defaultShape: WireShape<DefaultModelWire> = {
  model,
  drain_first: optional(z.boolean(), 'true: unload the old one before, where both do not fit into memory.'),
};

export const defaultModelSchema: z.ZodType<DefaultModelWire> = z.strictObject(defaultShape);
