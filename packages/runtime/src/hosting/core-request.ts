import type { FinishReason, PromptLogprobsEvent, SamplingSettings, TokenLogprob } from '@tuneloop/protocol';
import type { PromptSegment } from '../template/index.ts';

/** A generation as the core sees it: the prompt is rendered, the grammar is written. Plain data, fit for IPC. */
export interface CoreRequest {
  id: string;
  prompt: PromptSegment[] | number[];
  sampling: SamplingSettings;
  maxTokens?: number | undefined;
  stop?: string[] | undefined;
  /** Texts of control tokens that are to show in the output all the same: a parser reads them. */
  markup?: readonly string[] | undefined;
  /** GBNF. */
  grammar?: string | undefined;
  logprobs?: { top: number } | undefined;
  /** Score the prompt; it is read anew. */
  promptLogprobs?: { top: number } | undefined;
  /** Drop the oldest half of what follows the first `keep` tokens, or the prompt, when the context is full. */
  contextShift?: { keep: number | 'prompt' } | undefined;
  reusePrefix: boolean;
  /** By the handle that `load-adapter` gave each; none for the base model. */
  adapters?: { handle: number; scale: number }[] | undefined;
}

export interface CoreEnd {
  finishReason: FinishReason;
  stopSequence?: string;
  completionTokens: number;
  /** Between arrival in the core and the begin of prefill. */
  waitedMs: number;
  prefillMs: number;
  decodeMs: number;
  discardedTokens?: number;
  draftTokens?: number;
  acceptedDraftTokens?: number;
}

/** `start`, perhaps `prompt-logprobs`, any number of `text`, then `end`; or `cancelled` or a failure at any point. After the last the slot is free. */
export type CoreEvent =
  | { type: 'start'; promptTokens: number; cachedTokens: number }
  | { type: 'prompt-logprobs'; tokens: PromptLogprobsEvent['tokens'] }
  | { type: 'text'; text: string; logprobs?: TokenLogprob[] }
  | ({ type: 'end' } & CoreEnd)
  | { type: 'cancelled' };
