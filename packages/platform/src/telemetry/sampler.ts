import type { Sampler } from '@tuneloop/rlhf/otel';

/** As `OTEL_TRACES_SAMPLER` names them. */
export const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export type SamplerName = (typeof samplerNames)[number];

export interface SamplerOptions {
  /** Default `parentbased_always_on`: what whoever asks has decided, and everything else. */
  name?: SamplerName | undefined;
  /** Of the traces that are kept, for `traceidratio`; from 0 to 1, default 1. */
  ratio?: number | undefined;
}

/** The last 7 bytes of an id are random by W3C Trace Context, level 2. */
const randomDigits = 14;

export function createSampler({ name = 'parentbased_always_on', ratio = 1 }: SamplerOptions = {}): Sampler {
  const isParentBased = name.startsWith('parentbased_');
  const root = name.replace('parentbased_', '');
  const decide = (traceId: string): boolean => {
    if (root !== 'traceidratio') return root === 'always_on';
    return Number.parseInt(traceId.slice(-randomDigits), 16) < ratio * 16 ** randomDigits;
  };
  return (traceId, parent) => (isParentBased && parent ? parent.isSampled : decide(traceId));
}
