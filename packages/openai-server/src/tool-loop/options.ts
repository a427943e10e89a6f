import { TuneloopError, type Message, type ToolDefinition, type ToolExecutor } from '@tuneloop/protocol';
import { z } from 'zod';
import type { PendingCall } from './paused-turn.ts';

/** A refusal may tell the model why. */
export type ApprovalDecision = 'approve' | 'refuse' | { refuse: string };

/**
 * What becomes of calls that the policy wants a human to confirm:
 * - `refuse`: they get an error that names the setting to change
 * - `pause`: the turn pauses with `approval-needed`
 * - a function: it is asked at once, one call after another
 */
export type Approvals =
  | 'refuse'
  | 'pause'
  | ((call: PendingCall, options: { signal: AbortSignal }) => Promise<ApprovalDecision>);

export interface ToolLoopOptions {
  executor: ToolExecutor;
  /** How often tools may be called before the model has to answer without them. 1 to 100, default 5. */
  maxIterations?: number | undefined;
  /** Default `refuse`. */
  approvals?: Approvals | undefined;
  /** For whom the calls run; by default the request's owner. */
  owner?: string | undefined;
  /** Shortens the conversation before each generation, so that it fits. Left out, it goes as it is. */
  fit?:
    | ((
        messages: Message[],
        options: { tools: ToolDefinition[] | undefined; signal: AbortSignal },
      ) => Promise<Message[]>)
    | undefined;
  /** Ends the generation, and every tool that runs, with `ABORTED`. */
  signal?: AbortSignal | undefined;
}

/** The options with their defaults. */
export interface ToolLoopSettings extends ToolLoopOptions {
  maxIterations: number;
  approvals: Approvals;
  owner: string;
}

export const defaultMaxIterations = 5;

const maxIterationsSchema = z.int().min(1).max(100);

/** Errors: `INVALID_REQUEST`. */
export function resolveToolLoopOptions(options: ToolLoopOptions, requestOwner: string | undefined): ToolLoopSettings {
  const { maxIterations = defaultMaxIterations, approvals = 'refuse' } = options;
  if (!maxIterationsSchema.safeParse(maxIterations).success) {
    const message = `maxIterations must be a whole number from 1 to 100, not ${String(maxIterations)}.`;
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  return { ...options, maxIterations, approvals, owner: options.owner ?? requestOwner ?? 'anonymous' };
}
