import type { AdapterSelection } from './generate-request.ts';

/** A token, how likely it was, and what else was likely at its place. */
export interface TokenLogprob {
  token: string;
  tokenId: number;
  /** UTF-8; a token may hold a part of a character. */
  bytes: number[];
  /** Natural logarithm, before temperature and the other sampling settings. */
  logprob: number;
  top: { token: string; tokenId: number; bytes: number[]; logprob: number }[];
}

/** In tokens. */
export interface Usage {
  promptTokens: number;
  /** Of the prompt's, those whose KV was reused instead of computed. */
  cachedTokens: number;
  completionTokens: number;
  /** Of the completion's, those spent on reasoning. */
  reasoningTokens: number;
  /** Dropped from the middle of the context to go on (`contextShift`). */
  discardedTokens?: number;
}

/** In milliseconds. */
export interface Timings {
  queueMs: number;
  prefillMs: number;
  /** From the call to the first sampled token. */
  timeToFirstTokenMs: number;
  decodeMs: number;
  totalMs: number;
  /** Tokens that were guessed ahead (speculative decoding), and those of them that the model confirmed. */
  draftTokens?: number;
  acceptedDraftTokens?: number;
}

/**
 * - `stop`: the model ended, or a stop string was met
 * - `length`: `maxTokens` or the context ran out
 * - `tool-calls`: the model ended after at least one tool call
 */
export type FinishReason = 'stop' | 'length' | 'tool-calls';

/** Once, first: the request has a slot and its prompt fits. Prefill follows. */
export interface GenerationStartEvent {
  type: 'generation-start';
  id: string;
  model: string;
  promptTokens: number;
  cachedTokens: number;
  /** Those in use, by the names that people know them by (`pirate@3`); left out where these are the request's own. */
  adapters?: AdapterSelection[];
}

/** Once, before the output, when `promptLogprobs` was asked for. One entry for each token; the first has no log-probability. */
export interface PromptLogprobsEvent {
  type: 'prompt-logprobs';
  tokens: (TokenLogprob | { token: string; tokenId: number; bytes: number[]; logprob: null; top: [] })[];
}

export interface TextDeltaEvent {
  type: 'text-delta';
  /** Whole characters only; may be empty when `logprobs` has tokens that are held back. */
  text: string;
  logprobs?: TokenLogprob[];
}

export interface ReasoningDeltaEvent {
  type: 'reasoning-delta';
  text: string;
}

export interface ToolCallStartEvent {
  type: 'tool-call-start';
  /** Position among this answer's calls, from 0. */
  index: number;
  id: string;
  name: string;
}

export interface ToolCallDeltaEvent {
  type: 'tool-call-delta';
  index: number;
  /** A piece of the arguments' JSON text. */
  arguments: string;
}

export interface ToolCallEndEvent {
  type: 'tool-call-end';
  index: number;
}

/** Exactly once, last. A failure throws instead. */
export interface GenerationEndEvent {
  type: 'generation-end';
  finishReason: FinishReason;
  /** The stop string that ended it, if one did. */
  stopSequence?: string;
  usage: Usage;
  timings: Timings;
}

export type GenerationEvent =
  | GenerationStartEvent
  | PromptLogprobsEvent
  | TextDeltaEvent
  | ReasoningDeltaEvent
  | ToolCallStartEvent
  | ToolCallDeltaEvent
  | ToolCallEndEvent
  | GenerationEndEvent;
