import { z } from 'zod';
import { conversationIdSchema } from '../../conversations/request-wire.ts';
import { optional, type WireShape } from '../../parameters/wire-shape.ts';

type JsonRecord = Record<string, unknown>;

const record = z.record(z.string(), z.unknown());

/** The body of `POST /threads`. */
export interface NewThreadWire {
  thread_id?: string | null | undefined;
  metadata?: JsonRecord | null | undefined;
  if_exists?: 'raise' | 'do_nothing' | null | undefined;
  supersteps?: unknown[] | null | undefined;
}

const newShape: WireShape<NewThreadWire> = {
  thread_id: optional(conversationIdSchema, 'Left out, it gets one.'),
  metadata: optional(record),
  if_exists: optional(z.enum(['raise', 'do_nothing']), 'Default raise.'),
  supersteps: optional(z.array(z.unknown()).meta({ maxItems: 0 }), 'Not supported.'),
};

export const newThreadSchema: z.ZodType<NewThreadWire> = z.looseObject(newShape);

/** The body of `PATCH /threads/{id}`. */
export interface ThreadChangeWire {
  metadata?: JsonRecord | null | undefined;
}

export const threadChangeSchema: z.ZodType<ThreadChangeWire> = z.looseObject({
  metadata: optional(record, 'Added to what there is; null removes a value.'),
});

/** The body of `POST /threads/search` and `/threads/count`. */
export interface ThreadSearchWire {
  metadata?: JsonRecord | null | undefined;
  ids?: string[] | null | undefined;
  status?: 'idle' | 'busy' | 'interrupted' | 'error' | null | undefined;
  limit?: number | null | undefined;
  offset?: number | null | undefined;
  sort_by?: 'thread_id' | 'status' | 'created_at' | 'updated_at' | 'state_updated_at' | null | undefined;
  sort_order?: 'asc' | 'desc' | null | undefined;
  select?: string[] | null | undefined;
}

const searchShape: WireShape<ThreadSearchWire> = {
  metadata: optional(record, 'What a thread has to have.'),
  ids: optional(z.array(z.string())),
  status: optional(z.enum(['idle', 'busy', 'interrupted', 'error'])),
  limit: optional(z.int().min(1).max(1000), 'Default 10.'),
  offset: optional(z.int().min(0)),
  sort_by: optional(
    z.enum(['thread_id', 'status', 'created_at', 'updated_at', 'state_updated_at']),
    'Default updated_at.',
  ),
  sort_order: optional(z.enum(['asc', 'desc']), 'Default desc.'),
  select: optional(z.array(z.string()), 'Fields of the answer; by default all.'),
};

export const threadSearchSchema: z.ZodType<ThreadSearchWire> = z.looseObject(searchShape);
