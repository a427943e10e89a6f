import type { GenerationEndEvent } from '@tuneloop/protocol';
import type { AnswerHead, StreamEncoder } from '../generation/choice-event.ts';
import { encodeFinishReason, encodeStop, type FinishReasonWire } from '../generation/finish-reason.ts';
import { encodeProgress, type PromptProgressWire, type StreamSettings } from '../generation/prompt-progress.ts';
import { encodeTimings, encodeUsage, sumUp, type TimingsWire, type UsageWire } from '../generation/usage-wire.ts';
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
  options: StreamSettings & { choicesPerPrompt: number },
): StreamEncoder {
  const ends: GenerationEndEvent[] = [];
  const logprobs: CompletionLogprobsEncoder[] = [];
  const chunk = (choices: CompletionChoice[]): Completion => ({
    ...encodeHead(head),
    choices,
    ...(options.includeUsage && { usage: null }),
  });

  return {
    encode: ({ index, event }) => {
      if (event.type === 'generation-end') {
        ends[index] = event;
        const finish_reason = encodeFinishReason(event.finishReason);
        const timings = encodeTimings(event.usage, event.timings);
        return [{ ...chunk([{ index, text: '', logprobs: null, finish_reason, ...encodeStop(event) }]), timings }];
      }
      if (event.type === 'generation-start' && options.returnProgress) {
        return [{ ...chunk([]), prompt_progress: encodeProgress(event) }];
      }
      if (event.type !== 'text-delta' || (event.text === '' && !event.logprobs?.length)) return [];
      const encoded = event.logprobs ? (logprobs[index] ??= createLogprobsEncoder()).encode(event.logprobs) : null;
      return [chunk([{ index, text: event.text, logprobs: encoded, finish_reason: null }])];
    },
    finish: () => {
      if (!options.includeUsage) return [];
      const { usage, timings } = sumUp(ends, options.choicesPerPrompt);
      return [{ ...chunk([]), usage: encodeUsage(usage), timings: encodeTimings(usage, timings) }];
    },
  };
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
