import type { GenerationEndEvent, GenerationEvent } from '@tuneloop/protocol';
import type { AnswerHead, StreamEncoder } from '../generation/choice-event.ts';
import { encodeFinishReason, encodeStop, type FinishReasonWire } from '../generation/finish-reason.ts';
import { encodeProgress, type PromptProgressWire, type StreamSettings } from '../generation/prompt-progress.ts';
import { encodeTimings, encodeUsage, sumUp, type TimingsWire, type UsageWire } from '../generation/usage-wire.ts';
import type { ExecutedTool } from './executed-tool.ts';
import { encodeIdentifiedLogprobs, type IdentifiedLogprobsWire } from './logprobs.ts';

export interface ChatCompletionDelta {
  role?: 'assistant';
  content?: string | null;
  refusal?: null;
  reasoning_content?: string;
  tool_calls?: { index: number; id?: string; type?: 'function'; function: { name?: string; arguments: string } }[];
  /** Calls that this server has run since the last chunk. */
  executed_tools?: ExecutedTool[];
}

export interface ChatCompletionChunk {
  id: string;
  object: 'chat.completion.chunk';
  created: number;
  model: string;
  system_fingerprint: string;
  choices: {
    index: number;
    delta: ChatCompletionDelta;
    logprobs: IdentifiedLogprobsWire | null;
    finish_reason: FinishReasonWire | null;
    /** vLLM's: the stop string that ended it, if one did. */
    stop_reason?: string;
  }[];
  usage?: UsageWire | null;
  timings?: TimingsWire;
  prompt_progress?: PromptProgressWire;
}

/**
 * Chunks as OpenAI sends them: a choice's first has its role (and no content where no text follows at once), its last the
 * finish reason; then the usage, if asked for.
 */
export function createChatChunkEncoder(
  head: AnswerHead,
  { includeUsage, returnProgress = false }: StreamSettings,
): StreamEncoder {
  const begun = new Set<number>();
  const ends: GenerationEndEvent[] = [];

  const chunk = (choices: ChatCompletionChunk['choices']): ChatCompletionChunk => ({
    id: head.id,
    object: 'chat.completion.chunk',
    created: head.created,
    model: head.model,
    system_fingerprint: head.systemFingerprint,
    choices,
    ...(includeUsage && { usage: null }),
  });

  return {
    encode: ({ index, event }) => {
      const chunks: ChatCompletionChunk[] = [];
      if (event.type === 'generation-start' && returnProgress) {
        chunks.push({ ...chunk([]), prompt_progress: encodeProgress(event) });
      }
      if (event.type !== 'generation-start' && !begun.has(index)) {
        begun.add(index);
        const content = event.type === 'text-delta' || event.type === 'generation-end' ? '' : null;
        chunks.push(chunk([emptyChoice(index, { role: 'assistant', content, refusal: null })]));
      }
      if (event.type === 'generation-end') {
        ends[index] = event;
        const finish_reason = encodeFinishReason(event.finishReason);
        const timings = encodeTimings(event.usage, event.timings);
        chunks.push({ ...chunk([{ ...emptyChoice(index, {}), finish_reason, ...encodeStop(event) }]), timings });
      } else {
        const delta = encodeDelta(event);
        if (delta) {
          const tokens = event.type === 'text-delta' ? event.logprobs : undefined;
          chunks.push(
            chunk([{ ...emptyChoice(index, delta), logprobs: tokens ? encodeIdentifiedLogprobs(tokens) : null }]),
          );
        }
      }
      return chunks;
    },
    finish: () => {
      if (!includeUsage) return [];
      const { usage, timings } = sumUp(ends, ends.length);
      return [{ ...chunk([]), usage: encodeUsage(usage), timings: encodeTimings(usage, timings) }];
    },
  };
}

/** A chunk for the first choice. */
export function createChatChunk(
  head: AnswerHead,
  delta: ChatCompletionDelta,
  includeUsage: boolean,
): ChatCompletionChunk {
  return {
    id: head.id,
    object: 'chat.completion.chunk',
    created: head.created,
    model: head.model,
    system_fingerprint: head.systemFingerprint,
    choices: [emptyChoice(0, delta)],
    ...(includeUsage && { usage: null }),
  };
}

function emptyChoice(index: number, delta: ChatCompletionDelta): ChatCompletionChunk['choices'][number] {
  return { index, delta, logprobs: null, finish_reason: null };
}

function encodeDelta(event: Exclude<GenerationEvent, GenerationEndEvent>): ChatCompletionDelta | undefined {
  switch (event.type) {
    case 'text-delta':
      return event.text === '' && !event.logprobs?.length ? undefined : { content: event.text };
    case 'reasoning-delta':
      return event.text === '' ? undefined : { reasoning_content: event.text };
    case 'tool-call-start': {
      const { index, id, name } = event;
      return { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] };
    }
    case 'tool-call-delta':
      return { tool_calls: [{ index: event.index, function: { arguments: event.arguments } }] };
    case 'generation-start':
    case 'prompt-logprobs':
    case 'tool-call-end':
    default:
      return undefined;
  }
}
