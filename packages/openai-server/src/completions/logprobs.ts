import type { TokenLogprob } from '@tuneloop/protocol';
import { encodeIdentifiedLogprobs, type IdentifiedLogprobsWire } from '../chat-completions/logprobs.ts';
import type { ScoredToken } from './echo.ts';

type ScoredTokenWire = IdentifiedLogprobsWire['content'][number];

/** The first token of an echoed prompt: nothing came before that could make it likely. */
interface FirstTokenWire extends Pick<ScoredTokenWire, 'id' | 'token' | 'bytes'> {
  logprob: null;
  top_logprobs: never[];
}

/**
 * The logprobs of OpenAI's completions; `text_offset` counts characters (code points) of the answer. `content` is
 * llama-server's, in the form of chat completions: it has what the lists cannot say, ids and bytes.
 */
export interface CompletionLogprobsWire {
  tokens: string[];
  /** `null` for the first token of an echoed prompt. */
  token_logprobs: (number | null)[];
  top_logprobs: (Record<string, number> | null)[] | null;
  text_offset: number[];
  content: (ScoredTokenWire | FirstTokenWire)[];
}

export interface CompletionLogprobsEncoder {
  encode(tokens: readonly ScoredToken[]): CompletionLogprobsWire;
}

/** For one choice: it keeps the offset from one piece of the answer to the next. */
export function createLogprobsEncoder(): CompletionLogprobsEncoder {
  let offset = 0;
  return {
    encode: (tokens) => {
      const hasTop = tokens.some(({ top }) => top.length > 0);
      const wire: CompletionLogprobsWire = {
        tokens: [],
        token_logprobs: [],
        top_logprobs: hasTop ? [] : null,
        text_offset: [],
        content: tokens.map(encodeContent),
      };
      for (const { token, bytes, logprob, top } of tokens) {
        wire.tokens.push(token);
        wire.token_logprobs.push(logprob === null ? null : finite(logprob));
        wire.text_offset.push(offset);
        offset += bytes.filter(beginsCharacter).length;
        const entries = top.map((candidate) => [candidate.token, finite(candidate.logprob)] as const);
        wire.top_logprobs?.push(logprob === null ? null : Object.fromEntries(entries));
      }
      return wire;
    },
  };
}

function encodeContent(token: ScoredToken): ScoredTokenWire | FirstTokenWire {
  if (hasLogprob(token)) return encodeIdentifiedLogprobs([token]).content[0]!;
  return { id: token.tokenId, token: token.token, bytes: token.bytes, logprob: null, top_logprobs: [] };
}

function hasLogprob(token: ScoredToken): token is TokenLogprob {
  return token.logprob !== null;
}

/** The other bytes of a character in UTF-8 are 10xxxxxx. */
function beginsCharacter(byte: number): boolean {
  return (byte & 0xc0) !== 0x80;
}

/** JSON has no infinity; OpenAI stands -9999 in for a token that cannot be. */
function finite(logprob: number): number {
  return Number.isFinite(logprob) ? logprob : -9999;
}
