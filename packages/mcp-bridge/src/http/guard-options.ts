/** Who sent a request. */
export interface McpClient {
  /** Stable; never the key itself. */
  id: string;
}

export interface GuardOptions {
  /**
   * Finds the client that a bearer key belongs to; `undefined` when it is unknown. Throwing refuses as well, with
   * `FORBIDDEN` for a key that may not do this. Left out: everybody may use it.
   */
  authenticate?: ((token: string) => McpClient | undefined | Promise<McpClient | undefined>) | undefined;
  /**
   * Names in `Host`, and of pages in `Origin`, beside loopback ones (`mcp`, without a port). `'checked'` when something
   * in front has done so. A page whose name was re-bound to this machine (DNS rebinding) sends its own name and is refused.
   */
  hosts?: readonly string[] | 'checked' | undefined;
}

/** The owner of what clients do on an open server. */
export const anonymousOwner = 'anonymous';
