import type { GenerateRequest } from '@tuneloop/protocol';
import { encodeCommon, requireNoMessageSettings } from './encode-common.ts';
import { encodeCompletionFormat } from './encode-output-format.ts';
import type { EncodedRequest, Target } from './encoded-request.ts';
import { unsupported } from './unsupported.ts';

/** A gap, or for llama-server any prompt that is no conversation: only its own dialect tells which stop string was met. */
export function isNative({ prompt }: Pick<GenerateRequest, 'prompt'>, { kind }: Target): boolean {
  return prompt.type === 'infill' || (prompt.type !== 'messages' && kind === 'llama.cpp');
}

/**
 * The dialect of llama-server's `/completion` and `/infill`.
 *
 * Errors: `UNSUPPORTED` for a gap that this upstream cannot be asked to fill, `INVALID_REQUEST`.
 */
export function encodeNative(request: GenerateRequest, target: Target): EncodedRequest {
  const { kind, model } = target;
  const { prompt, maxTokens, logprobs, outputFormat } = request;
  requireNoMessageSettings(request);
  if (prompt.type === 'infill' && kind !== 'tuneloop' && kind !== 'llama.cpp') {
    throw unsupported('filling in between two texts', kind, 'Send a text prompt.');
  }
  if (logprobs && kind === 'tuneloop') throw unsupported('log-probabilities of what fills a gap', kind);
  return {
    dialect: 'native',
    path: prompt.type === 'infill' ? '/infill' : '/completion',
    body: {
      model,
      stream: true,
      ...encodePrompt(prompt),
      ...encodeCommon(request, target),
      n_predict: maxTokens ?? -1,
      ...encodeCompletionFormat(outputFormat, kind),
      // llama-server gives none at all for 0.
      ...(logprobs && { n_probs: Math.max(1, logprobs.top) }),
    },
  };
}

function encodePrompt(prompt: GenerateRequest['prompt']): object {
  if (prompt.type === 'infill') {
    const { prefix, suffix, files = [] } = prompt;
    return {
      input_prefix: prefix,
      input_suffix: suffix,
      ...(files.length > 0 && { input_extra: files.map(({ name, text }) => ({ filename: name, text })) }),
    };
  }
  return { prompt: prompt.type === 'text' ? prompt.text : prompt.type === 'tokens' ? prompt.tokens : '' };
}
