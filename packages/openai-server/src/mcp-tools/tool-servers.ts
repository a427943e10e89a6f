import type { JsonSchema, ToolEffects, ToolExecutor } from '@tuneloop/protocol';

/** A server of tools as a request names it. */
export interface RequestedToolServer {
  label: string;
  /** Left out: the server that is configured under this label. */
  url?: string | undefined;
  /** Sent to `url` with every request; may hold keys. */
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface ServedTool {
  /** As its server calls it. */
  name: string;
  /** As the model, the policy and the executor know it. */
  modelName: string;
  description?: string | undefined;
  parameters: JsonSchema;
  effects: ToolEffects;
}

/** The tools of one server, and what runs them under the policy. */
export interface OpenToolServer extends AsyncDisposable {
  readonly tools: readonly ServedTool[];
  readonly executor: ToolExecutor;
}

/** Where the `mcp` tools of requests come from. */
export interface ToolServers {
  /**
   * Errors: `INVALID_REQUEST` (no such server), `FORBIDDEN` (its URL is not among those that requests may name),
   * `UPSTREAM_FAILED` (it cannot be reached), `ABORTED`.
   */
  open(server: RequestedToolServer, options: { signal: AbortSignal }): Promise<OpenToolServer>;
}
