import type { GenerateRequest, LoadedModel, SamplingSettings } from '@tuneloop/protocol';
import { leaseModel } from '@tuneloop/openai-server';

/** The same lease, whose requests are sampled by `defaults` where they do not say otherwise. */
export function withSamplingDefaults(lease: LoadedModel, defaults: SamplingSettings | undefined): LoadedModel {
  if (defaults === undefined) return lease;
  return {
    ...leaseModel(lease),
    generate: (request, options) => lease.generate(fillIn(request, defaults), options),
    [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
  };
}

function fillIn(request: GenerateRequest, defaults: SamplingSettings): GenerateRequest {
  const asked = Object.entries(request.sampling ?? {}).filter(([, value]) => value !== undefined);
  return { ...request, sampling: { ...defaults, ...Object.fromEntries(asked) } };
}
