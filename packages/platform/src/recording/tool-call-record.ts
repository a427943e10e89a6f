import { randomUUID } from 'node:crypto';
import type { ToolCallRecord } from '@tuneloop/protocol';
import type { ToolAuditRecord } from '@tuneloop/tools';

/** What is left of a call to a tool, as the log has it. */
export function toolCallRecord(audit: ToolAuditRecord): ToolCallRecord {
  const { verdict, outcome, error } = audit;
  return {
    id: audit.callId ?? `call_${randomUUID()}`,
    time: audit.time,
    owner: audit.owner,
    tool: audit.tool,
    arguments: audit.arguments,
    decision: verdict.decision,
    reason: verdict.reason,
    status: outcome === 'success' ? 'success' : 'error',
    ...(error !== undefined && { error }),
    durationMs: audit.durationMs,
    resultBytes: audit.resultCharacters,
  };
}
