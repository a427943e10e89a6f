import { z } from 'zod';
import { optional, type WireShape } from '../../parameters/wire-shape.ts';
import { stateInputMeta } from '../runs/run-wire.ts';

export interface CheckpointWire {
  checkpoint_id?: string | null | undefined;
}

const checkpoint = z.looseObject({ checkpoint_id: optional(z.string()) });

/** The body of `POST /threads/{id}/history`. */
export interface HistoryWire {
  limit?: number | null | undefined;
  before?: (CheckpointWire & { configurable?: CheckpointWire | null | undefined }) | null | undefined;
}

const historyShape: WireShape<HistoryWire> = {
  limit: optional(z.int().min(1).max(1000), 'Default 10.'),
  before: optional(checkpoint.extend({ configurable: optional(checkpoint) }), 'Those before this checkpoint.'),
};

export const historySchema: z.ZodType<HistoryWire> = z.looseObject(historyShape);

/** The body of `POST /threads/{id}/state`. */
export interface StateUpdateWire {
  values?: unknown;
  checkpoint?: CheckpointWire | null | undefined;
  checkpoint_id?: string | null | undefined;
  as_node?: string | null | undefined;
}

const updateShape: WireShape<StateUpdateWire> = {
  values: z
    .unknown()
    .optional()
    .meta({ ...stateInputMeta, description: 'A state such as `{"messages": […]}`, which is added.' }),
  checkpoint: optional(checkpoint, 'Behind this one; by default where the thread stands.'),
  checkpoint_id: optional(z.string()),
  as_node: optional(z.string(), 'Has no effect.'),
};

export const stateUpdateSchema: z.ZodType<StateUpdateWire> = z.looseObject(updateShape);

/** The body of `POST /threads/{id}/state/checkpoint`. */
export interface StateQuestionWire {
  checkpoint?: CheckpointWire | null | undefined;
}

export const stateQuestionSchema: z.ZodType<StateQuestionWire> = z.looseObject({ checkpoint: optional(checkpoint) });
