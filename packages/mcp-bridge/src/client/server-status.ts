/**
 * - `connecting`: for the first time
 * - `connected`: its tools can be called
 * - `restarting`: it was lost; its tools are still offered, and calls of them say so
 * - `failed`: it could not be connected so far; it is tried again
 * - `disabled`: by the configuration
 */
export type McpServerState = 'connecting' | 'connected' | 'restarting' | 'failed' | 'disabled';

export interface McpServerStatus {
  name: string;
  state: McpServerState;
  /** What it calls itself. */
  title?: string | undefined;
  version?: string | undefined;
  protocolVersion?: string | undefined;
  /** Of its program, for a server of this machine. */
  processId?: number | undefined;
  /** Why it is not connected. */
  problem?: string | undefined;
  /** When it is tried again. */
  retryAt?: Date | undefined;
  /** How often it was lost and came back. */
  restarts: number;
  /** The names of its tools here. */
  tools: readonly string[];
}
