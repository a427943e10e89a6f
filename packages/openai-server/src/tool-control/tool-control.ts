import type { ToolDefinition, ToolEffects, ToolResult, ToolVerdict } from '@tuneloop/protocol';

export type ToolDecision = ToolVerdict['decision'];

/** Where a tool comes from; `name` is the MCP server's. */
export type ToolOrigin = { type: 'built-in' | 'module' } | { type: 'mcp'; name: string };

/** A tool with what the policy says of it, whether it may be called or not. */
export interface ControlledTool extends ToolDefinition {
  effects: ToolEffects;
  origin: ToolOrigin;
  /** Whatever the arguments. */
  decision: ToolDecision;
  reason: string;
  /** Whether the decision was made while the server ran, in place of the configuration's. */
  isDecidedHere: boolean;
  /** What the configuration says. Where that is `deny` nobody can decide otherwise here. */
  configured: ToolDecision;
}

/** As of the MCP client; `login`: a person has to log in first. */
export type ToolServerState = 'connecting' | 'connected' | 'restarting' | 'failed' | 'disabled' | 'login';

export interface ControlledServer {
  name: string;
  state: ToolServerState;
  /** The program with its arguments, or the URL; no variables, no headers. */
  target: string;
  transport: 'stdio' | 'http';
  /** What it calls itself. */
  title?: string | undefined;
  version?: string | undefined;
  /** Why it is not connected. */
  problem?: string | undefined;
  /** Names of its tools here. */
  tools: readonly string[];
  /** Whether the configuration names it, so that it cannot be removed here. */
  isConfigured: boolean;
}

export interface TestedServer {
  title?: string | undefined;
  version?: string | undefined;
  tools: readonly { name: string; description?: string | undefined }[];
}

/** What people change of tools while the server runs. It outlives the server. */
export interface ToolControl {
  list(): Promise<readonly ControlledTool[]>;
  /** Runs a tool for somebody who agrees to it by asking; what the policy denies is denied. Errors: `NOT_FOUND`, `ABORTED`. */
  call(
    call: { name: string; arguments: Readonly<Record<string, unknown>>; owner?: string | undefined },
    options: { signal: AbortSignal },
  ): Promise<ToolResult>;
  /**
   * @param decision left out: as the configuration says.
   *
   * Errors: `NOT_FOUND`, `FORBIDDEN` (the configuration denies it), `STORE_FAILED`.
   */
  decide(name: string, decision: ToolDecision | undefined): Promise<ControlledTool>;
  servers(): Promise<readonly ControlledServer[]>;
  /**
   * Connects a server, reads its tools and lets it go.
   *
   * @param server an entry of `mcpServers`.
   *
   * Errors: `INVALID_REQUEST`, `UPSTREAM_FAILED`, `UNAUTHORIZED` (a person has to log in first), `ABORTED`.
   */
  test(server: unknown, options: { signal: AbortSignal }): Promise<TestedServer>;
  /** Keeps and connects a server. Errors: `INVALID_REQUEST`, `STORE_FAILED`. */
  add(name: string, server: unknown): Promise<void>;
  /** Errors: `NOT_FOUND`, `INVALID_REQUEST` (the configuration names it), `STORE_FAILED`. */
  remove(name: string): Promise<void>;
  /** Resolves once it is connected again, or failed. Errors: `NOT_FOUND`. */
  restart(name: string): Promise<void>;
}
