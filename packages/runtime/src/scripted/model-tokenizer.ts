import { throwIfAborted, type CallOptions, type ModelTokenizer } from '@tuneloop/protocol';
import { promptTokens } from './prompt-tokens.ts';
import { detokenize, tokenize, tokenOf } from './tokenizer.ts';

/**
 * The scripted engine's tokenizer: words and single characters. It has no special tokens, so that the two options about
 * them change nothing.
 *
 * @param signalOf the signal that ends a call, the model's own disposal included.
 */
export function createScriptedTokenizer(
  signalOf: (options: CallOptions) => AbortSignal,
  { images }: { images: boolean },
): ModelTokenizer {
  return {
    tokenize: async (text, options = {}) => {
      throwIfAborted(signalOf(options));
      return tokenize(text).map(({ id }) => id);
    },
    detokenize: async (tokens, options = {}) => {
      throwIfAborted(signalOf(options));
      return detokenize(tokens.map(tokenOf));
    },
    pieces: async (tokens, options = {}) => {
      throwIfAborted(signalOf(options));
      return tokens.map((id) => ({ id, bytes: [...tokenOf(id).bytes] }));
    },
    renderPrompt: async (prompt, settings = {}, options = {}) => {
      throwIfAborted(signalOf(options));
      return detokenize(promptTokens({ ...settings, prompt, images }));
    },
  };
}
