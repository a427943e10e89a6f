import { throwIfAborted, type ToolCall, type ToolMessage, type ToolResult } from '@tuneloop/protocol';
import { executeCall, failure, parseArguments } from './execute-call.ts';
import type { ApprovalDecision, ToolLoopSettings } from './options.ts';
import type { PendingCall } from './paused-turn.ts';
import { runInParallel } from './run-in-parallel.ts';
import type { ToolResultEvent, ToolRunStartEvent } from './tool-loop-event.ts';

/** Of one answer's calls, how many run at the same time. */
const maxConcurrentCalls = 8;

/** What was decided of a call before it runs; `pending` waits for a human. */
type CallDecision = 'run' | ApprovalDecision | { pending: PendingCall };

/** Judges one call, and asks where that can be done at once. */
export async function decideCall(
  call: ToolCall,
  settings: ToolLoopSettings,
  signal: AbortSignal,
): Promise<CallDecision> {
  const { approvals, executor, owner } = settings;
  // The executor judges again when it runs, and then refuses what nobody has approved.
  if (approvals === 'refuse') return 'run';
  const { id, name } = call;
  const verdict = await executor.judge({ id, name, arguments: parseArguments(call.arguments).value }, { owner });
  throwIfAborted(signal);
  if (verdict.decision !== 'ask') return 'run';
  const effects = executor.list().find((tool) => tool.name === name)?.effects;
  const pending: PendingCall = { id, name, arguments: call.arguments, reason: verdict.reason, effects };
  return approvals === 'pause' ? { pending } : approvals(pending, { signal });
}

/** A call that can be answered now. */
export interface DecidedCall {
  call: ToolCall;
  decision: 'run' | ApprovalDecision;
}

/**
 * Runs the calls at the same time: tells of all of them first, then their results in the order of the calls. Leaving it
 * ends those that still run.
 */
export async function* answerCalls(
  calls: readonly DecidedCall[],
  { executor, owner }: ToolLoopSettings,
  outer: AbortSignal,
): AsyncGenerator<ToolRunStartEvent | ToolResultEvent, void, undefined> {
  const inner = new AbortController();
  const signal = AbortSignal.any([outer, inner.signal]);
  const answer = async ({ call, decision }: DecidedCall): Promise<ToolResultEvent> => {
    const startedAt = performance.now();
    const result = isRefusal(decision)
      ? failure(describeRefusal(decision))
      : await executeCall(executor, call, { signal, owner, approved: decision === 'approve' });
    return { type: 'tool-result', ...call, result, durationMs: performance.now() - startedAt };
  };
  try {
    const running = runInParallel(
      calls.map((call) => () => answer(call)),
      maxConcurrentCalls,
    );
    for (const { call, decision } of calls) if (!isRefusal(decision)) yield { type: 'tool-run-start', ...call };
    for (const result of running) yield await result;
  } finally {
    inner.abort();
  }
}

function isRefusal(decision: DecidedCall['decision']): decision is Exclude<ApprovalDecision, 'approve'> {
  return decision === 'refuse' || typeof decision === 'object';
}

export function describeRefusal(decision: Exclude<ApprovalDecision, 'approve'>): string {
  const reason =
    decision === 'refuse' || decision.refuse.trim() === ''
      ? ''
      : ` They say: ${JSON.stringify(decision.refuse.trim())}.`;
  return `A human refused this call.${reason} Do not repeat it; go on without it, or ask what to do instead.`;
}

/** What the model reads of a result. */
export function toolMessage(call: ToolCall, result: ToolResult): ToolMessage {
  return { role: 'tool', toolCallId: call.id, content: JSON.stringify(result) };
}
