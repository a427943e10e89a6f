import type { PromptLogprobsEvent, TokenLogprob } from '@tuneloop/protocol';
import { malformed } from '../http/upstream-error.ts';
import { decodeScoredTokens } from './decode-logprobs.ts';
import { listOf, objectOf } from './read-json.ts';

/**
 * The echoed prompt that our own server begins an answer with: `content` has an entry for each of its tokens, the first
 * without a log-probability.
 *
 * Errors: `UPSTREAM_FAILED` when the choice has none.
 */
export function decodePromptLogprobs(
  choice: Record<string, unknown>,
  limit: number,
  upstream: string,
): PromptLogprobsEvent {
  const content = listOf(objectOf(choice['logprobs'])['content']);
  if (content.length === 0) throw malformed(upstream, 'sent no log-probabilities of the prompt');
  const tokens = decodeScoredTokens(content, limit).map((token, place): PromptLogprobsEvent['tokens'][number] => {
    const { logprob } = objectOf(content[place]);
    return logprob === null ? unscored(token) : token;
  });
  return { type: 'prompt-logprobs', tokens };
}

function unscored({ token, tokenId, bytes }: TokenLogprob): PromptLogprobsEvent['tokens'][number] {
  return { token, tokenId, bytes, logprob: null, top: [] };
}
