import type { GenerationEndEvent, GenerationEvent, TokenLogprob } from '@tuneloop/protocol';
import type { AnswerHead, BodyEncoder, ChoiceEvent } from '../generation/choice-event.ts';
import { encodeFinishReason, encodeStop, type FinishReasonWire } from '../generation/finish-reason.ts';
import { ToolCallAssembler } from '../generation/tool-call-assembler.ts';
import { encodeTimings, encodeUsage, sumUp, type TimingsWire, type UsageWire } from '../generation/usage-wire.ts';
import type { ExecutedTool } from './executed-tool.ts';
import { encodeIdentifiedLogprobs, type IdentifiedLogprobsWire } from './logprobs.ts';

export interface ChatCompletionMessage {
  role: 'assistant';
  content: string | null;
  refusal: null;
  annotations: never[];
  reasoning_content?: string;
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
  /** Calls that this server has run for the answer. */
  executed_tools?: ExecutedTool[];
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
export function createChatBodyEncoder(head: AnswerHead, choices: number): BodyEncoder<ChoiceEvent, ChatCompletion> {
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
  const calls = new ToolCallAssembler();
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
        case 'tool-call-delta':
        case 'tool-call-end':
          calls.add(event);
          break;
        case 'generation-end':
          end = event;
          break;
        case 'generation-start':
        case 'prompt-logprobs':
          break;
      }
    },
    finish: () => {
      if (!end) throw new Error('The engine ended a generation without its generation-end event.');
      const { begun } = calls;
      return {
        message: {
          role: 'assistant',
          content: text === '' && begun.length > 0 ? null : text,
          refusal: null,
          annotations: [],
          ...(reasoning !== '' && { reasoning_content: reasoning }),
          ...(begun.length > 0 && {
            tool_calls: begun.map(({ id, name, arguments: args }) => ({
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
