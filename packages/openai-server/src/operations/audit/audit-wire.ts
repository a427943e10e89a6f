import { z } from 'zod';
import type { ShownAct } from './audit-source.ts';

export interface AuditActWire {
  object: 'audit.act';
  sequence: number;
  time: string;
  actor: { type: 'key' | 'local' | 'system'; id: string | null; name: string | null; user: number | null };
  address: string | null;
  action: string;
  target: string | null;
  outcome: 'done' | 'refused' | 'failed';
  details: Readonly<Record<string, unknown>>;
  request_id: string | null;
  hash: string;
}

export interface AuditListWire {
  object: 'list';
  data: AuditActWire[];
  has_more: boolean;
}

const optionalText = z.string().nullable();

export const auditActSchema: z.ZodType<AuditActWire> = z.strictObject({
  object: z.literal('audit.act'),
  sequence: z.int().min(1).describe('From 1, without gaps.'),
  time: z.iso.datetime(),
  actor: z.strictObject({
    type: z.enum(['key', 'local', 'system']).describe('`local`: somebody at the machine; `system`: the server itself.'),
    id: optionalText.describe('Of the API key.'),
    name: optionalText,
    user: z.int().nullable().describe('Number of the user of the operating system, where it is known.'),
  }),
  address: optionalText,
  action: z.string().describe('`key.created`, `model.loaded`, …'),
  target: optionalText.describe('On what: an id or a name.'),
  outcome: z.enum(['done', 'refused', 'failed']),
  details: z.record(z.string(), z.unknown()),
  request_id: optionalText,
  hash: z.string().describe('SHA-256 of the line, which holds that of the one before.'),
});

export const auditListSchema: z.ZodType<AuditListWire> = z.strictObject({
  object: z.literal('list'),
  data: z.array(auditActSchema),
  has_more: z.boolean(),
});

export function encodeAct({ actor, address, target, details, requestId, ...act }: ShownAct): AuditActWire {
  const { sequence, time, action, outcome, hash } = act;
  return {
    object: 'audit.act',
    sequence,
    time,
    actor: { type: actor.type, id: actor.id ?? null, name: actor.name ?? null, user: actor.user ?? null },
    address: address ?? null,
    action,
    target: target ?? null,
    outcome,
    details: details ?? {},
    request_id: requestId ?? null,
    hash,
  };
}
