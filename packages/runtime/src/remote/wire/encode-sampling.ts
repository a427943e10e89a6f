import type { SamplingSettings } from '@tuneloop/protocol';
import type { UpstreamKind } from '../options.ts';
import { unsupported } from './unsupported.ts';

type Encode = (settings: SamplingSettings) => Record<string, unknown>;

/** What goes beyond OpenAI's own settings, by server. A name that is missing cannot be sent there. */
interface Extensions {
  topK?: string;
  minP?: string;
  repeatPenalty?: string;
  repeatLastN?: string;
  logitBias: boolean;
  /** DRY and XTC, which only llama.cpp's samplers have. */
  rare?: Encode;
}

const llamaCpp: Extensions = {
  topK: 'top_k',
  minP: 'min_p',
  repeatPenalty: 'repeat_penalty',
  repeatLastN: 'repeat_last_n',
  logitBias: true,
  rare: ({ dry, xtc }) => ({
    ...(dry && {
      dry_multiplier: dry.multiplier,
      dry_base: dry.base,
      dry_allowed_length: dry.allowedLength,
      dry_penalty_last_n: dry.lastN,
      dry_sequence_breakers: dry.sequenceBreakers,
    }),
    ...(xtc && { xtc_probability: xtc.probability, xtc_threshold: xtc.threshold }),
  }),
};
const transformersLike: Extensions = {
  topK: 'top_k',
  minP: 'min_p',
  repeatPenalty: 'repetition_penalty',
  logitBias: true,
};

const extensions: Readonly<Record<UpstreamKind, Extensions>> = {
  tuneloop: llamaCpp,
  'llama.cpp': llamaCpp,
  vllm: transformersLike,
  sglang: transformersLike,
  'lm-studio': { topK: 'top_k', repeatPenalty: 'repeat_penalty', logitBias: true },
  ollama: { logitBias: false },
  openai: { logitBias: true },
};

/**
 * The sampling settings in the upstream's words. One that it lacks is left out where its value turns it off anyway.
 *
 * Errors: `UNSUPPORTED` naming the setting.
 */
export function encodeSampling(settings: SamplingSettings, kind: UpstreamKind): Record<string, unknown> {
  const known = extensions[kind];
  const named = (name: string | undefined, value: number | undefined, off: number, label: string): object => {
    if (value === undefined) return {};
    if (name !== undefined) return { [name]: name === 'top_k' && value === 0 && kind !== 'llama.cpp' ? -1 : value };
    if (value === off) return {};
    throw unsupported(label, kind);
  };
  const { logitBias, dry, xtc } = settings;
  const hasBias = logitBias !== undefined && Object.keys(logitBias).length > 0;
  const usesDry = dry !== undefined && dry.multiplier !== 0;
  const usesXtc = xtc !== undefined && xtc.probability !== 0;
  if (hasBias && !known.logitBias) throw unsupported('logit biases', kind);
  if (usesDry && !known.rare) throw unsupported('DRY', kind);
  if (usesXtc && !known.rare) throw unsupported('XTC', kind);
  const penalises = (settings.repeatPenalty ?? 1) !== 1 || settings.presencePenalty || settings.frequencyPenalty;
  return {
    temperature: settings.temperature,
    top_p: settings.topP,
    seed: settings.seed,
    presence_penalty: settings.presencePenalty,
    frequency_penalty: settings.frequencyPenalty,
    ...(hasBias && { logit_bias: logitBias }),
    ...named(known.topK, settings.topK, 0, 'top-k sampling'),
    ...named(known.minP, settings.minP, 0, 'min-p sampling'),
    ...named(known.repeatPenalty, settings.repeatPenalty, 1, 'a repeat penalty'),
    // Without a penalty it has no effect.
    ...(penalises && named(known.repeatLastN, settings.repeatLastN, -1, 'a window of the repeat penalty')),
    ...known.rare?.(settings),
  };
}
