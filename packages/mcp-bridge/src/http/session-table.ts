import type { McpSession } from './session.ts';

interface SessionTableOptions {
  maximum: number;
  idleMs: number;
}

/** The open sessions: bounded in number, and ended when nobody uses them. */
export class SessionTable {
  readonly #sessions = new Map<string, McpSession>();
  readonly #options: SessionTableOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: SessionTableOptions) {
    this.#options = options;
    const period = Math.max(10, Math.min(options.idleMs / 4, 60_000));
    this.#timer = setInterval(() => this.#endIdle(), period).unref();
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** `undefined` when it ended, never was, or is another client's. */
  find(id: string, owner: string): McpSession | undefined {
    const session = this.#sessions.get(id);
    return session?.owner === owner ? session : undefined;
  }

  add(session: McpSession): void {
    this.#sessions.set(session.id, session);
  }

  remove(session: McpSession): void {
    this.#sessions.delete(session.id);
  }

  /** Makes room for one more by ending the longest idle one; `false` when all are in use. */
  async makeRoom(): Promise<boolean> {
    if (this.#sessions.size < this.#options.maximum) return true;
    const idle = [...this.#sessions.values()].filter(({ idleSince }) => idleSince !== undefined);
    const longest = idle.toSorted((left, right) => left.idleSince! - right.idleSince!)[0];
    if (longest === undefined) return false;
    await this.#end(longest);
    return true;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#sessions.values()].map((session) => this.#end(session)));
  }

  #endIdle(): void {
    const oldest = performance.now() - this.#options.idleMs;
    for (const session of this.#sessions.values()) {
      if (session.idleSince !== undefined && session.idleSince < oldest) void this.#end(session);
    }
  }

  async #end(session: McpSession): Promise<void> {
    this.#sessions.delete(session.id);
    await session.close().catch(() => undefined);
  }
}
