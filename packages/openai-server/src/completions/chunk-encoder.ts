import type { GenerationEndEvent, GenerationEvent } from '@tuneloop/protocol';
import type { AnswerHead, StreamEncoder } from '../generation/choice-event.ts';
import { encodeFinishReason, encodeStop, type FinishReasonWire } from '../generation/finish-reason.ts';
import { encodeProgress, type PromptProgressWire } from '../generation/prompt-progress.ts';
import { encodeTimings, encodeUsage, sumUp, type TimingsWire, type UsageWire } from '../generation/usage-wire.ts';
import type { DecodedCompletion } from './decode-request.ts';
import { echoPiece, type Echo, type EchoPiece } from './echo.ts';
import { createLogprobsEncoder, type CompletionLogprobsEncoder, type CompletionLogprobsWire } from './logprobs.ts';

export interface CompletionChoice {
  index: number;
  text: string;
  logprobs: CompletionLogprobsWire | null;
  finish_reason: FinishReasonWire | null;
  /** vLLM's: the stop string that ended it, if one did. */
  stop_reason?: string;
}

/** A piece of an answer, and a whole one too: OpenAI names both the same. */
export interface Completion {
  id: string;
  object: 'text_completion';
  created: number;
  model: string;
  system_fingerprint: string;
  choices: CompletionChoice[];
  usage?: UsageWire | null;
  timings?: TimingsWire;
  prompt_progress?: PromptProgressWire;
}

export function createCompletionChunkEncoder(
  head: AnswerHead,
  { delivery: { includeUsage, returnProgress }, candidatesPerPrompt, echoes }: DecodedCompletion,
): StreamEncoder {
  const ends: GenerationEndEvent[] = [];
  const logprobs: CompletionLogprobsEncoder[] = [];
  const chunk = (choices: CompletionChoice[]): Completion => ({
    ...encodeHead(head),
    choices,
    ...(includeUsage && { usage: null }),
  });

  return {
    encode: ({ index, event }) => {
      if (event.type === 'generation-end') {
        ends[index] = event;
        const finish_reason = encodeFinishReason(event.finishReason);
        const timings = encodeTimings(event.usage, event.timings);
        return [{ ...chunk([{ index, text: '', logprobs: null, finish_reason, ...encodeStop(event) }]), timings }];
      }
      const progress =
        event.type === 'generation-start' && returnProgress
          ? [{ ...chunk([]), prompt_progress: encodeProgress(event) }]
          : [];
      const piece = pieceOf(event, echoes[index]);
      if (!piece || (piece.text === '' && !piece.tokens?.length)) return progress;
      const encoded = piece.tokens ? (logprobs[index] ??= createLogprobsEncoder()).encode(piece.tokens) : null;
      return [...progress, chunk([{ index, text: piece.text, logprobs: encoded, finish_reason: null }])];
    },
    finish: () => {
      if (!includeUsage) return [];
      const { usage, timings } = sumUp(ends, candidatesPerPrompt);
      return [{ ...chunk([]), usage: encodeUsage(usage), timings: encodeTimings(usage, timings) }];
    },
  };
}

function pieceOf(event: GenerationEvent, echo: Echo | undefined): EchoPiece | undefined {
  if (event.type !== 'text-delta') return echoPiece(event, echo);
  return { text: event.text, ...(event.logprobs && { tokens: event.logprobs }) };
}

export function encodeHead(head: AnswerHead): Omit<Completion, 'choices'> {
  return {
    id: head.id,
    object: 'text_completion',
    created: head.created,
    model: head.model,
    system_fingerprint: head.systemFingerprint,
  };
}
