import type { ToolVerdict } from '@tuneloop/protocol';
import { boundValue } from './bound-value.ts';

/** What is left of a call: who, tool, arguments, verdict, duration, size of the result. */
export interface ToolAuditRecord {
  /** ISO 8601, UTC, of the call's beginning. */
  time: string;
  /** For whom it ran. */
  owner: string;
  /** The call's id in its conversation. */
  callId?: string | undefined;
  tool: string;
  /** With values that are named like secrets left out, and long ones cut. */
  arguments: unknown;
  verdict: ToolVerdict;
  /** Whether a person has agreed; only where the verdict is `ask`. */
  approved?: boolean | undefined;
  outcome: 'success' | 'error' | 'denied' | 'aborted';
  /** What the model was told; absent after a success. */
  error?: string | undefined;
  /** The result came from the cache. */
  cached?: boolean | undefined;
  durationMs: number;
  /** Of the result as JSON, before it was cut. */
  resultCharacters: number;
}

/** Gets one record for every call that came to an end. What it throws is lost: keep it from throwing. */
export type ToolAudit = (record: ToolAuditRecord) => void;

const mostCharacters = 4000;
const secretName = /authorization|cookie|password|passwd|secret|token|api[-_]?key|credential/i;

/** Arguments as they may be kept. */
export function auditableArguments(args: unknown): unknown {
  return boundValue(withoutSecrets(args), mostCharacters).value;
}

/** Arguments come from JSON, so that depth is bounded by what JSON.parse takes; 32 levels are more than any tool has. */
function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 32) return '[left out]';
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretName.test(key) && typeof item !== 'boolean' ? '[redacted]' : withoutSecrets(item, depth + 1),
    ]),
  );
}
