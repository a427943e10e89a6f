import type { ModelInfo, SamplingSettings } from '@tuneloop/protocol';

/** `default_generation_settings` of llama-server's `/props`. */
export interface GenerationSettingsWire {
  n_ctx: number;
  /** Under the names of the request's parameters; without those that the engine decides elsewhere. */
  params: Record<string, unknown>;
}

/** What holds for a request that says nothing: the configured `sampling`, else the engine's own where it is known. */
export async function defaultGenerationSettings(
  info: ModelInfo,
  sampling: SamplingSettings | undefined,
): Promise<GenerationSettingsWire> {
  return {
    n_ctx: info.contextSize,
    params: {
      ...encodeSampling({ ...(await engineDefaults(info)), ...sampling }),
      n_predict: -1,
      max_tokens: -1,
      stop: [],
      stream: false,
    },
  };
}

/** Remote servers have defaults of their own. */
async function engineDefaults({ engine }: ModelInfo): Promise<SamplingSettings> {
  if (engine !== 'llama.cpp') return {};
  // It is loaded already: this model runs in it.
  const { defaultSampling } = await import('@tuneloop/runtime/llama-cpp');
  const off = {
    presencePenalty: 0,
    frequencyPenalty: 0,
    dry: { multiplier: 0 },
    xtc: { probability: 0, threshold: 0.1 },
  };
  return { ...defaultSampling, ...off };
}

/** What is left out drops out of the JSON. */
function encodeSampling(sampling: SamplingSettings): Record<string, unknown> {
  const { dry, xtc } = sampling;
  return {
    // As llama-server says "drawn at random".
    seed: sampling.seed ?? 0xffff_ffff,
    temperature: sampling.temperature,
    top_k: sampling.topK,
    top_p: sampling.topP,
    min_p: sampling.minP,
    repeat_penalty: sampling.repeatPenalty,
    repeat_last_n: sampling.repeatLastN,
    presence_penalty: sampling.presencePenalty,
    frequency_penalty: sampling.frequencyPenalty,
    dry_multiplier: dry?.multiplier,
    dry_base: dry?.base,
    dry_allowed_length: dry?.allowedLength,
    dry_penalty_last_n: dry?.lastN,
    dry_sequence_breakers: dry?.sequenceBreakers,
    xtc_probability: xtc?.probability,
    xtc_threshold: xtc?.threshold,
    logit_bias: sampling.logitBias,
  };
}
