import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Who did something. */
export interface AuditActor {
  /** `local`: somebody at this machine, by the command line or on a server without keys; `system`: the server itself. */
  type: 'key' | 'local' | 'system';
  /** Of the API key. */
  id?: string | undefined;
  name?: string | undefined;
  /** Number of the user of the operating system, where it is known. */
  user?: number | undefined;
}

export type AuditOutcome = 'done' | 'refused' | 'failed';

/** One administrative act. Holds no secrets, prompts or answers. */
export interface AuditEntry {
  actor: AuditActor;
  /** From where, as the proxies that are trusted tell it. */
  address?: string | undefined;
  /** `key.created`, `model.loaded`, … */
  action: string;
  /** On what: an id or a name. */
  target?: string | undefined;
  outcome: AuditOutcome;
  details?: Readonly<Record<string, string | number | boolean | readonly string[]>> | undefined;
  requestId?: string | undefined;
}

/** A line of the audit log. */
export interface AuditRecord extends AuditEntry {
  /** From 1, without gaps. */
  sequence: number;
  /** ISO 8601, UTC. */
  time: string;
  /** Hash of the line before: 64 zeros for the first. */
  previous: string;
  /** SHA-256 of this line without this member, in hex. */
  hash: string;
}

export const firstPrevious: string = '0'.repeat(64);

const text = z.string();

const auditRecordSchema: z.ZodType<AuditRecord> = z.strictObject({
  sequence: z.int().min(1),
  time: text,
  actor: z.strictObject({
    type: z.enum(['key', 'local', 'system']),
    id: text.optional(),
    name: text.optional(),
    user: z.int().optional(),
  }),
  address: text.optional(),
  action: text,
  target: text.optional(),
  outcome: z.enum(['done', 'refused', 'failed']),
  details: z.record(text, z.union([text, z.number(), z.boolean(), z.array(text)])).optional(),
  requestId: text.optional(),
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The line of a record, without its line end: its hash is of all that stands in front of it. */
export function auditLine(record: Omit<AuditRecord, 'hash'>): { line: string; hash: string } {
  const { sequence, time, actor, address, action, target, outcome, details, requestId, previous } = record;
  const content = { sequence, time, actor, address, action, target, outcome, details, requestId, previous };
  const hash = hashOf(JSON.stringify(content));
  return { line: JSON.stringify({ ...content, hash }), hash };
}

const ending = /,"hash":"([0-9a-f]{64})"\}$/;

/** Reads a line; `undefined` for one that is none, or whose hash is not its own. */
export function readAuditLine(line: string): AuditRecord | undefined {
  const hash = ending.exec(line)?.[1];
  if (hash === undefined || hashOf(line.replace(ending, '}')) !== hash) return undefined;
  const parsed = auditRecordSchema.safeParse(JSON.parse(line));
  return parsed.success ? parsed.data : undefined;
}

function hashOf(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex');
}
