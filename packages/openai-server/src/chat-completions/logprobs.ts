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
