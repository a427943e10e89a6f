/** Who sent a request. */
export interface McpClient {
  /** Stable; never the key itself. */
  id: string;
}

/** A key that is looked after as long as something goes on by it. */
export interface KeyWatch {
  /** Aborted, with the refusal (`UNAUTHORIZED`, `FORBIDDEN`), once the key is no longer good. */
  readonly signal: AbortSignal;
  end(): void;
}

export interface GuardOptions {
  /**
   * Finds the client that a bearer key belongs to; `undefined` when it is unknown. Throwing refuses as well, with
   * `FORBIDDEN` for a key that may not do this. Left out: everybody may use it.
   */
  authenticate?: ((token: string) => McpClient | undefined | Promise<McpClient | undefined>) | undefined;
  /**
   * Looks after the key of a request or a session while it goes on, so that both end when the key does. Left out: a key is
   * asked about when a request begins.
   */
  watchKey?: ((token: string, client: McpClient) => KeyWatch) | undefined;
  /**
   * Names in `Host`, and of pages in `Origin`, beside loopback ones (`mcp`, without a port). `'checked'` when something
   * in front has done so. A page whose name was re-bound to this machine (DNS rebinding) sends its own name and is refused.
   */
  hosts?: readonly string[] | 'checked' | undefined;
}

/** The owner of what clients do on an open server. */
export const anonymousOwner = 'anonymous';
