import type { TokenLogprob } from '@tuneloop/protocol';
import { listOf, numberOf, objectOf, stringOf } from './read-json.ts';

/** Stands for a token id that the upstream does not tell. */
const unknownTokenId = -1;

type Candidate = Omit<TokenLogprob, 'top'>;

/**
 * The log-probabilities of a choice: OpenAI's of chat completions (`content`), which llama-server and our own server
 * also send with completions, or else OpenAI's of completions (`tokens`, `token_logprobs`). Ids come from `id`
 * (llama-server, ours) or from the choice's `token_ids` (vLLM); `top` has `limit` entries at the most.
 */
export function decodeLogprobs(choice: Record<string, unknown>, limit: number): TokenLogprob[] | undefined {
  const logprobs = objectOf(choice['logprobs']);
  const ids = listOf(choice['token_ids']);
  const idAt = (place: number): number => numberOf(ids[place]) ?? unknownTokenId;
  const { content, tokens } = logprobs;
  if (Array.isArray(content)) return decodeScoredTokens(content, limit, idAt);
  if (!Array.isArray(tokens)) return undefined;
  const values = listOf(logprobs['token_logprobs']);
  const tops = listOf(logprobs['top_logprobs']);
  return tokens.map((text, place) => {
    const chosen = candidate(stringOf(text) ?? '', numberOf(values[place]) ?? 0, idAt(place));
    const top = Object.entries(objectOf(tops[place]))
      .map(([token, logprob]) => withKnownId(candidate(token, numberOf(logprob) ?? 0, unknownTokenId), chosen))
      .toSorted((a, b) => b.logprob - a.logprob);
    return { ...chosen, top: top.slice(0, limit) };
  });
}

/** Tokens in the form of chat completions. @param idAt the id of a token that does not say its own */
export function decodeScoredTokens(
  tokens: readonly unknown[],
  limit: number,
  idAt: (place: number) => number = () => unknownTokenId,
): TokenLogprob[] {
  return tokens.map((value, place) => {
    const chosen = decodeCandidate(value, idAt(place));
    const top = listOf(objectOf(value)['top_logprobs']).slice(0, limit);
    return {
      ...chosen,
      top: top.map((candidate) => withKnownId(decodeCandidate(candidate, unknownTokenId), chosen)),
    };
  });
}

function decodeCandidate(value: unknown, id: number): Candidate {
  const wire = objectOf(value);
  const token = stringOf(wire['token']) ?? '';
  const { bytes } = wire;
  const decoded = candidate(token, numberOf(wire['logprob']) ?? 0, numberOf(wire['id']) ?? id);
  return Array.isArray(bytes) ? { ...decoded, bytes: bytes.filter((byte) => typeof byte === 'number') } : decoded;
}

function candidate(token: string, logprob: number, tokenId: number): Candidate {
  return { token, tokenId, bytes: Array.from(Buffer.from(token)), logprob };
}

function withKnownId(entry: Candidate, chosen: Candidate): Candidate {
  const isChosen = entry.tokenId === unknownTokenId && entry.token === chosen.token;
  return isChosen ? { ...entry, tokenId: chosen.tokenId } : entry;
}
