import { throwIfAborted, type GenerateRequest, type LoadedModel, type ToolCall } from '@tuneloop/protocol';
import { checkDecisions, type ApprovalDecisions } from './check-decisions.ts';
import { decideCall, type DecidedCall } from './exchange.ts';
import { endTurn, finishExchange, type Exchange } from './finish-exchange.ts';
import { generateStep } from './generate-step.ts';
import type { ToolLoopOptions } from './options.ts';
import { callsOf, type PausedTurn, type PendingCall } from './paused-turn.ts';
import { Step } from './step.ts';
import type { ToolLoopEvent } from './tool-loop-event.ts';
import { beginTurn, isClientTool, toolCallsOf, type Turn } from './turn.ts';
import { addTotals } from './turn-totals.ts';

/**
 * Answers a conversation with tools: generates, runs the calls that the model makes, all those of one answer at the same
 * time, adds their results and generates again, until an answer has no calls.
 *
 * Tools of the request itself are the sender's: calls to them end the turn with `client-tools`, after the others have
 * run. When `maxIterations` are used up the model answers once more without tools, and the answer says so.
 *
 * A `toolChoice` that demands a call holds for the first generation only. A tool that fails is a result that the model
 * sees; only what the engine throws fails the turn, and `ABORTED` by `options.signal`.
 *
 * Errors: `INVALID_REQUEST` (no messages, a wrong option), and those of `LoadedModel.generate`.
 */
export async function* runToolLoop(
  model: LoadedModel,
  request: GenerateRequest,
  options: ToolLoopOptions,
): AsyncGenerator<ToolLoopEvent, void, undefined> {
  yield* goOn(beginTurn(model, request, options));
}

/**
 * Goes on with a turn that waited for people; every pending call needs a decision. Calls are judged once more: what the
 * policy denies by now does not run, whoever approved it. Whoever keeps paused turns must hand each out once only.
 *
 * Errors: `INVALID_REQUEST` (a call without a decision, a decision without a call), and those of `runToolLoop`.
 */
export async function* resumeToolLoop(
  model: LoadedModel,
  paused: PausedTurn,
  { decisions, ...options }: ToolLoopOptions & { decisions: ApprovalDecisions },
): AsyncGenerator<ToolLoopEvent, void, undefined> {
  checkDecisions(paused, decisions);
  const turn = beginTurn(model, paused.request, options);
  turn.messages = paused.messages.slice(0, -1);
  turn.iterations = paused.iterations;
  turn.totals = { usage: paused.usage, timings: paused.timings };
  for (const { id } of paused.messages.flatMap(toolCallsOf)) turn.takenIds.add(id);
  const exchange: Exchange = {
    message: paused.messages.at(-1)!,
    calls: callsOf(paused),
    results: new Map(Object.entries(paused.results)),
    decided: paused.pending.map(({ id, name, arguments: text }) => {
      return { call: { id, name, arguments: text }, decision: decisions[id]! };
    }),
    pending: [],
  };
  if (yield* finishExchange(turn, exchange)) yield* goOn(turn);
}

async function* goOn(turn: Turn): AsyncGenerator<ToolLoopEvent, void, undefined> {
  for (let goesOn = true; goesOn;) {
    throwIfAborted(turn.signal);
    const mayCall = turn.iterations < turn.settings.maxIterations;
    if (!mayCall) yield { type: 'limit-reached', iterations: turn.iterations };
    const step = new Step(turn.takenIds);
    yield* generateStep(turn, step, mayCall);
    turn.totals = addTotals(turn.totals, step.end);
    const message = step.message();
    const { toolCalls: calls = [] } = message;
    if (calls.length === 0) {
      turn.messages.push(message);
      yield endTurn(turn, { reason: 'answer', limitReached: !mayCall, finishReason: step.end.finishReason });
      return;
    }
    turn.iterations += 1;
    const decisions = await decideCalls(turn, calls);
    goesOn = yield* finishExchange(turn, { message, calls, results: new Map(), ...decisions });
  }
}

async function decideCalls(
  turn: Turn,
  calls: readonly ToolCall[],
): Promise<{ decided: DecidedCall[]; pending: PendingCall[] }> {
  const decided: DecidedCall[] = [];
  const pending: PendingCall[] = [];
  for (const call of calls) {
    if (isClientTool(turn, call.name)) continue;
    const decision = await decideCall(call, turn.settings, turn.signal);
    if (typeof decision === 'object' && 'pending' in decision) pending.push(decision.pending);
    else decided.push({ call, decision });
  }
  return { decided, pending };
}
