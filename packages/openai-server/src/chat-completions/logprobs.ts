import type { TokenLogprob } from '@tuneloop/protocol';

interface TokenWire {
  token: string;
  logprob: number;
  bytes: number[];
}

export interface ChatLogprobsWire {
  content: (TokenWire & { top_logprobs: TokenWire[] })[];
  refusal: null;
}

interface IdentifiedTokenWire extends TokenWire {
  /** Of the token in the model's vocabulary, as llama-server has it. */
  id: number;
}

export interface IdentifiedLogprobsWire {
  content: (IdentifiedTokenWire & { top_logprobs: IdentifiedTokenWire[] })[];
  refusal: null;
}

/** With the ids of the tokens: what `logit_bias` takes, and what tells apart tokens that look alike. */
export function encodeIdentifiedLogprobs(tokens: readonly TokenLogprob[]): IdentifiedLogprobsWire {
  return {
    content: tokens.map((token) => ({ ...encodeIdentified(token), top_logprobs: token.top.map(encodeIdentified) })),
    refusal: null,
  };
}

function encodeIdentified(token: Omit<TokenLogprob, 'top'>): IdentifiedTokenWire {
  return { id: token.tokenId, ...encodeToken(token) };
}

export function encodeLogprobs(tokens: readonly TokenLogprob[]): ChatLogprobsWire {
  return {
    content: tokens.map((token) => ({ ...encodeToken(token), top_logprobs: token.top.map(encodeToken) })),
    refusal: null,
  };
}

/** JSON has no infinity; OpenAI stands -9999 in for a token that cannot be. */
function encodeToken({ token, logprob, bytes }: Omit<TokenLogprob, 'top'>): TokenWire {
  return { token, logprob: Number.isFinite(logprob) ? logprob : -9999, bytes };
}
