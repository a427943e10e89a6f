import type { GenerationEndEvent, TokenLogprob } from '@tuneloop/protocol';
import type { AnswerHead, BodyEncoder } from '../generation/choice-event.ts';
import { encodeFinishReason, encodeStop } from '../generation/finish-reason.ts';
import { encodeTimings, encodeUsage, sumUp } from '../generation/usage-wire.ts';
import { encodeHead, type Completion } from './chunk-encoder.ts';
import { createLogprobsEncoder } from './logprobs.ts';

interface Draft {
  text: string;
  tokens?: TokenLogprob[];
  end?: GenerationEndEvent;
}

/** A whole answer as OpenAI sends it. */
export function createCompletionBodyEncoder(
  head: AnswerHead,
  options: { choices: number; choicesPerPrompt: number },
): BodyEncoder {
  const drafts: Draft[] = Array.from({ length: options.choices }, () => ({ text: '' }));
  return {
    add: ({ index, event }) => {
      const draft = drafts[index];
      if (!draft) return;
      if (event.type === 'generation-end') draft.end = event;
      if (event.type !== 'text-delta') return;
      draft.text += event.text;
      if (event.logprobs) (draft.tokens ??= []).push(...event.logprobs);
    },
    body: (): Completion => {
      const ends = drafts.map(({ end }) => {
        if (!end) throw new Error('The engine ended a generation without its generation-end event.');
        return end;
      });
      const { usage, timings } = sumUp(ends, options.choicesPerPrompt);
      return {
        ...encodeHead(head),
        choices: drafts.map(({ text, tokens, end }, index) => ({
          index,
          text,
          logprobs: tokens ? createLogprobsEncoder().encode(tokens) : null,
          finish_reason: end ? encodeFinishReason(end.finishReason) : null,
          ...(end && encodeStop(end)),
        })),
        usage: encodeUsage(usage),
        timings: encodeTimings(usage, timings),
      };
    },
  };
}
