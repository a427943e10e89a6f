import { TuneloopError, type GenerateRequest } from '@tuneloop/protocol';
import type { UpstreamKind } from '../options.ts';
import type { Target } from './encoded-request.ts';
import { encodeSampling } from './encode-sampling.ts';
import { unsupported } from './unsupported.ts';

/** What every route that generates takes alike. Errors: `UNSUPPORTED`. */
export function encodeCommon(request: GenerateRequest, { kind, lora }: Target): Record<string, unknown> {
  const { stop, reusePrefix } = request;
  const isLlamaCpp = kind === 'llama.cpp' || kind === 'tuneloop';
  return {
    ...encodeSampling(request.sampling ?? {}, kind),
    ...(stop?.length && { stop }),
    ...(isLlamaCpp && { return_progress: true, ...(reusePrefix !== undefined && { cache_prompt: reusePrefix }) }),
    ...(lora && { lora }),
    ...encodeContextShift(request, kind),
  };
}

/** `n_keep` does not count the first token. */
function encodeContextShift({ contextShift }: GenerateRequest, kind: UpstreamKind): object {
  if (contextShift === undefined) return {};
  const { enabled, keep } = contextShift;
  if (kind !== 'tuneloop') {
    if (enabled) throw unsupported('a context shift', kind);
    return {};
  }
  return {
    ...(enabled !== undefined && { context_shift: enabled }),
    ...(keep !== undefined && { n_keep: keep === 'prompt' ? -1 : Math.max(0, keep - 1) }),
  };
}

/** Errors: `INVALID_REQUEST` for what only makes sense in a conversation. */
export function requireNoMessageSettings({ tools, continueFinalMessage }: GenerateRequest): void {
  if (!tools?.length && !continueFinalMessage) return;
  throw new TuneloopError('INVALID_REQUEST', 'Tools, and continuing a message, need messages as the prompt.');
}
