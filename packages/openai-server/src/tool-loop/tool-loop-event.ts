import type { FinishReason, GenerationEvent, Message, Timings, ToolResult, Usage } from '@tuneloop/protocol';
import type { PausedTurn } from './paused-turn.ts';

/** A call begins to run. Those that people refused do not; what the policy denies begins, and ends with an error. */
export interface ToolRunStartEvent {
  type: 'tool-run-start';
  /** Of the call. */
  id: string;
  name: string;
  /** As the model wrote them. */
  arguments: string;
}

/** One call has run, or was refused. In the order of the calls, whichever ends first. */
export interface ToolResultEvent {
  type: 'tool-result';
  /** Of the call. */
  id: string;
  name: string;
  /** As the model wrote them. */
  arguments: string;
  result: ToolResult;
  durationMs: number;
}

/** All calls of one answer have their results. */
export interface ToolExchangeEndEvent {
  type: 'tool-exchange-end';
  /** The assistant's message with its calls, and one message for each of their results: whole, to be kept together. */
  messages: Message[];
}

/** Last, in place of `turn-end`: people have to decide before the turn can go on. */
export interface ApprovalNeededEvent {
  type: 'approval-needed';
  /** Plain data: `resumeToolLoop` goes on from it, also in another process. */
  turn: PausedTurn;
}

/** The model has used up its iterations; it answers now without tools. */
export interface LimitReachedEvent {
  type: 'limit-reached';
  iterations: number;
}

/** Last. */
export interface TurnEndEvent {
  type: 'turn-end';
  /** `client-tools`: the last message of the assistant calls tools of the request, which its sender runs. */
  reason: 'answer' | 'client-tools';
  /** What the turn adds to the conversation, tool exchanges included. */
  messages: Message[];
  limitReached: boolean;
  finishReason: FinishReason;
  /** Of all its generations together. */
  usage: Usage;
  timings: Timings;
}

/**
 * What happens in a turn: the events of each generation, as they come, and what becomes of its tool calls. Each
 * generation begins with `generation-start` and ends with `generation-end`.
 */
export type ToolLoopEvent =
  | GenerationEvent
  | ToolRunStartEvent
  | ToolResultEvent
  | ToolExchangeEndEvent
  | ApprovalNeededEvent
  | LimitReachedEvent
  | TurnEndEvent;
