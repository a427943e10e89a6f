import type { GenerationEndEvent, GenerationEvent, TokenLogprob } from '@tuneloop/protocol';
import type { AnswerHead, BodyEncoder } from '../generation/choice-event.ts';
import { encodeFinishReason, encodeStop, type FinishReasonWire } from '../generation/finish-reason.ts';
import { encodeTimings, encodeUsage, sumUp, type TimingsWire, type UsageWire } from '../generation/usage-wire.ts';
import { encodeIdentifiedLogprobs, type IdentifiedLogprobsWire } from './logprobs.ts';

export interface ChatCompletionMessage {
  role: 'assistant';
  content: string | null;
  refusal: null;
  annotations: never[];
  reasoning_content?: string;
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
}

export interface ChatCompletion {
  id: string;
  object: 'chat.completion';
  created: number;
  model: string;
  system_fingerprint: string;
  choices: {
    index: number;
    message: ChatCompletionMessage;
    logprobs: IdentifiedLogprobsWire | null;
    finish_reason: FinishReasonWire;
    /** vLLM's: the stop string that ended it, if one did. */
    stop_reason?: string;
  }[];
  usage: UsageWire;
  timings: TimingsWire;
}

/** A whole answer as OpenAI sends it. */
export function createChatBodyEncoder(head: AnswerHead, choices: number): BodyEncoder {
  const drafts = Array.from({ length: choices }, createDraft);
  return {
    add: ({ index, event }) => drafts[index]?.add(event),
    body: (): ChatCompletion => {
      const finished = drafts.map((draft) => draft.finish());
      const { usage, timings } = sumUp(
        finished.map(({ end }) => end),
        choices,
      );
      return {
        id: head.id,
        object: 'chat.completion',
        created: head.created,
        model: head.model,
        system_fingerprint: head.systemFingerprint,
        choices: finished.map(({ message, logprobs, end }, index) => ({
          index,
          message,
          logprobs,
          finish_reason: encodeFinishReason(end.finishReason),
          ...encodeStop(end),
        })),
        usage: encodeUsage(usage),
        timings: encodeTimings(usage, timings),
      };
    },
  };
}

interface Draft {
  add(event: GenerationEvent): void;
  finish(): { message: ChatCompletionMessage; logprobs: IdentifiedLogprobsWire | null; end: GenerationEndEvent };
}

function createDraft(): Draft {
  let text = '';
  let reasoning = '';
  let tokens: TokenLogprob[] | undefined;
  let end: GenerationEndEvent | undefined;
  const calls: { id: string; name: string; arguments: string }[] = [];
  return {
    add: (event) => {
      switch (event.type) {
        case 'text-delta':
          text += event.text;
          if (event.logprobs) (tokens ??= []).push(...event.logprobs);
          break;
        case 'reasoning-delta':
          reasoning += event.text;
          break;
        case 'tool-call-start':
          calls[event.index] = { id: event.id, name: event.name, arguments: '' };
          break;
        case 'tool-call-delta': {
          const call = calls[event.index];
          if (call) call.arguments += event.arguments;
          break;
        }
        case 'generation-end':
          end = event;
          break;
        case 'generation-start':
        case 'prompt-logprobs':
        case 'tool-call-end':
          break;
      }
    },
    finish: () => {
      if (!end) throw new Error('The engine ended a generation without its generation-end event.');
      return {
        message: {
          role: 'assistant',
          content: text === '' && calls.length > 0 ? null : text,
          refusal: null,
          annotations: [],
          ...(reasoning !== '' && { reasoning_content: reasoning }),
          ...(calls.length > 0 && {
            tool_calls: calls.map(({ id, name, arguments: args }) => ({
              id,
              type: 'function' as const,
              function: { name, arguments: args },
            })),
          }),
        },
        logprobs: tokens ? encodeIdentifiedLogprobs(tokens) : null,
        end,
      };
    },
  };
}
