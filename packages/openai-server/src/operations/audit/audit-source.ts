/** A line of the audit log: an administrative act. */
export interface ShownAct {
  /** From 1, without gaps. */
  sequence: number;
  /** ISO 8601, UTC. */
  time: string;
  actor: {
    type: 'key' | 'local' | 'system';
    id?: string | undefined;
    name?: string | undefined;
    user?: number | undefined;
  };
  address?: string | undefined;
  action: string;
  target?: string | undefined;
  outcome: 'done' | 'refused' | 'failed';
  details?: Readonly<Record<string, unknown>> | undefined;
  requestId?: string | undefined;
  /** SHA-256, in hex. */
  hash: string;
}

/** What administrators did. */
export interface AuditSource {
  /** Up to `limit` acts in front of the one with the number `before`, the newest first. */
  list(options: {
    before?: number | undefined;
    limit: number;
  }): Promise<{ records: readonly ShownAct[]; hasMore: boolean }>;
}
