import type { ToolPolicy } from '../policy/tool-policy.ts';
import type { ProcessOutcome } from './run-process.ts';

export interface ShellCommand {
  command: string;
  /** Absolute folder in which it begins. */
  cwd: string;
}

/**
 * Runs one command in bash, in namespaces of its own: no network, nothing of the disk but programs and the policy's
 * folders, none of this process's environment. What the command does wrong is part of the outcome.
 *
 * Errors: `UNSUPPORTED` without the sandbox, `INVALID_REQUEST` for too long a command, `TOOL_DENIED` and `NOT_FOUND` for
 * its folder, `TOOL_FAILED` when it does not start, `ABORTED`.
 */
export type RunShellCommand = (
  command: ShellCommand,
  policy: ToolPolicy,
  signal: AbortSignal,
) => Promise<ProcessOutcome>;
