import type { TokenLogprob } from '@tuneloop/protocol';
import { encodeIdentifiedLogprobs, type IdentifiedLogprobsWire } from '../chat-completions/logprobs.ts';

/**
 * The logprobs of OpenAI's completions; `text_offset` counts characters (code points) of the answer. `content` is
 * llama-server's, in the form of chat completions: it has what the lists cannot say, ids and bytes.
 */
export interface CompletionLogprobsWire {
  tokens: string[];
  token_logprobs: number[];
  top_logprobs: Record<string, number>[] | null;
  text_offset: number[];
  content: IdentifiedLogprobsWire['content'];
}

export interface CompletionLogprobsEncoder {
  encode(tokens: readonly TokenLogprob[]): CompletionLogprobsWire;
}

/** For one choice: it keeps the offset from one piece of the answer to the next. */
export function createLogprobsEncoder(): CompletionLogprobsEncoder {
  let offset = 0;
  return {
    encode: (tokens) => {
      const { content } = encodeIdentifiedLogprobs(tokens);
      const wire: CompletionLogprobsWire = {
        tokens: [],
        token_logprobs: [],
        top_logprobs: null,
        text_offset: [],
        content,
      };
      for (const { token, logprob, top } of tokens) {
        wire.tokens.push(token);
        wire.token_logprobs.push(finite(logprob));
        wire.text_offset.push(offset);
        offset += Array.from(token).length;
        if (top.length > 0) {
          const entries = top.map((candidate) => [candidate.token, finite(candidate.logprob)] as const);
          (wire.top_logprobs ??= []).push(Object.fromEntries(entries));
        }
      }
      return wire;
    },
  };
}

/** JSON has no infinity; OpenAI stands -9999 in for a token that cannot be. */
function finite(logprob: number): number {
  return Number.isFinite(logprob) ? logprob : -9999;
}
