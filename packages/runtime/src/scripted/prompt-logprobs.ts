import type { PromptLogprobsEvent } from '@tuneloop/protocol';
import { distributionOf, logprobOf } from './distribution.ts';
import { detokenize, type Token } from './tokenizer.ts';

/** How likely the prompt's own tokens are: as likely as if a script said them. */
export function promptLogprobs(prompt: readonly Token[], top: number): PromptLogprobsEvent {
  return {
    type: 'prompt-logprobs',
    tokens: prompt.map((token, place) =>
      place === 0
        ? { token: detokenize([token]), tokenId: token.id, bytes: [...token.bytes], logprob: null, top: [] }
        : logprobOf(token, distributionOf(token), top),
    ),
  };
}
