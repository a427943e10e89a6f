import type { GenerationEndEvent, TokenLogprob } from '@tuneloop/protocol';
import type { AnswerHead, BodyEncoder } from '../generation/choice-event.ts';
import { encodeFinishReason, encodeStop } from '../generation/finish-reason.ts';
import { encodeTimings, encodeUsage, sumUp } from '../generation/usage-wire.ts';
import { bestOf } from './best-of.ts';
import { encodeHead, type Completion } from './chunk-encoder.ts';
import type { DecodedCompletion } from './decode-request.ts';
import { echoPiece, type EchoPiece } from './echo.ts';
import { createLogprobsEncoder } from './logprobs.ts';

interface Draft {
  echo: EchoPiece | undefined;
  text: string;
  tokens: TokenLogprob[];
  end?: GenerationEndEvent;
}

/** A whole answer as OpenAI sends it: of each prompt's candidates, the best. */
export function createCompletionBodyEncoder(head: AnswerHead, decoded: DecodedCompletion): BodyEncoder {
  const { choicesPerPrompt, candidatesPerPrompt, showsLogprobs, echoes } = decoded;
  const drafts = decoded.choices.map((): Draft => ({ echo: undefined, text: '', tokens: [] }));
  return {
    add: ({ index, event }) => {
      const draft = drafts[index];
      if (!draft) return;
      draft.echo ??= echoPiece(event, echoes[index]);
      if (event.type === 'generation-end') draft.end = event;
      if (event.type !== 'text-delta') return;
      draft.text += event.text;
      draft.tokens.push(...(event.logprobs ?? []));
    },
    body: (): Completion => {
      const finished = drafts.map(({ end, ...draft }) => {
        if (!end) throw new Error('The engine ended a generation without its generation-end event.');
        return { ...draft, end };
      });
      const { usage, timings } = sumUp(
        finished.map(({ end }) => end),
        candidatesPerPrompt,
      );
      const prompts = Array.from({ length: finished.length / candidatesPerPrompt }, (_, prompt) =>
        finished.slice(prompt * candidatesPerPrompt, (prompt + 1) * candidatesPerPrompt),
      );
      const chosen = prompts.flatMap((candidates) => bestOf(candidates, choicesPerPrompt));
      return {
        ...encodeHead(head),
        choices: chosen.map(({ echo, text, tokens, end }, index) => ({
          index,
          text: (echo?.text ?? '') + text,
          logprobs: showsLogprobs ? createLogprobsEncoder().encode([...(echo?.tokens ?? []), ...tokens]) : null,
          finish_reason: encodeFinishReason(end.finishReason),
          ...encodeStop(end),
        })),
        usage: encodeUsage(usage),
        timings: encodeTimings(usage, timings),
      };
    },
  };
}
