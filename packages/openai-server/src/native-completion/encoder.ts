import type { GenerationEndEvent } from '@tuneloop/protocol';
import type { AnswerHead, BodyEncoder, StreamEncoder } from '../generation/choice-event.ts';
import type { DecodedRequest } from '../generation/decoded-request.ts';
import { encodeProgress, type PromptProgressWire } from '../generation/prompt-progress.ts';
import { openAIFraming, type StreamFraming } from '../generation/stream-framing.ts';
import { encodeTimings, type TimingsWire } from '../generation/usage-wire.ts';

/** A piece of a stream. */
export interface NativeCompletionPiece {
  index: 0;
  content: string;
  /** Always empty: token ids are not reported. */
  tokens: number[];
  stop: false;
  prompt_progress?: PromptProgressWire;
}

/** The whole answer; in a stream the last event, with empty content. */
export interface NativeCompletion {
  index: 0;
  content: string;
  /** Always empty: token ids are not reported. */
  tokens: number[];
  stop: true;
  model: string;
  tokens_predicted: number;
  tokens_evaluated: number;
  tokens_cached: number;
  has_new_line: boolean;
  /** Whether the context was full, and its oldest part was dropped. */
  truncated: boolean;
  stop_type: 'eos' | 'limit' | 'word';
  stopping_word: string;
  timings: TimingsWire;
}

/** Without `[DONE]`: the last event has `stop: true`. */
const framing: StreamFraming = { frame: openAIFraming.frame, encodeError: openAIFraming.encodeError };

export function createNativeStreamEncoder(head: AnswerHead, { delivery }: DecodedRequest): StreamEncoder {
  let hasNewLine = false;
  const piece = { index: 0, content: '', tokens: [], stop: false } satisfies NativeCompletionPiece;
  return {
    framing,
    encode: ({ event }) => {
      if (event.type === 'generation-end') return [encodeEnd(head, event, { content: '', hasNewLine })];
      if (event.type === 'generation-start' && delivery.returnProgress) {
        return [{ ...piece, prompt_progress: encodeProgress(event) }];
      }
      if (event.type !== 'text-delta' || event.text === '') return [];
      hasNewLine ||= event.text.includes('\n');
      return [{ ...piece, content: event.text }];
    },
    finish: () => [],
  };
}

export function createNativeBodyEncoder(head: AnswerHead): BodyEncoder {
  let content = '';
  let end: GenerationEndEvent | undefined;
  return {
    add: ({ event }) => {
      if (event.type === 'generation-end') end = event;
      if (event.type === 'text-delta') content += event.text;
    },
    body: () => {
      if (!end) throw new Error('The engine ended a generation without its generation-end event.');
      return encodeEnd(head, end, { content, hasNewLine: content.includes('\n') });
    },
  };
}

function encodeEnd(
  head: AnswerHead,
  { finishReason, stopSequence, usage, timings }: GenerationEndEvent,
  { content, hasNewLine }: { content: string; hasNewLine: boolean },
): NativeCompletion {
  return {
    index: 0,
    content,
    tokens: [],
    stop: true,
    model: head.model,
    tokens_predicted: usage.completionTokens,
    tokens_evaluated: usage.promptTokens,
    tokens_cached: usage.cachedTokens,
    has_new_line: hasNewLine,
    truncated: (usage.discardedTokens ?? 0) > 0,
    stop_type: finishReason === 'length' ? 'limit' : stopSequence === undefined ? 'eos' : 'word',
    stopping_word: stopSequence ?? '',
    timings: encodeTimings(usage, timings),
  };
}
