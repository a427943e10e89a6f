import type { SamplingSettings } from '@tuneloop/protocol';
import { defaultSampling, defaultSequenceBreakers } from '../../sampling/index.ts';
import type { NativeSamplerConfig } from './binding.ts';

/** Log-probabilities are read before any setting applies. */
export const neutralConfig: NativeSamplerConfig = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 0 };

/** @param prompt tokens that the penalties also count. @param seed used when the settings name none. */
export function samplerConfig(
  settings: SamplingSettings,
  prompt: readonly number[],
  seed: number,
  grammarState: object | undefined,
): NativeSamplerConfig {
  const config: NativeSamplerConfig = {
    temperature: settings.temperature ?? defaultSampling.temperature,
    topK: settings.topK ?? defaultSampling.topK,
    topP: settings.topP ?? defaultSampling.topP,
    minP: settings.minP ?? defaultSampling.minP,
    seed: settings.seed ?? seed,
  };
  const lastN = settings.repeatLastN ?? defaultSampling.repeatLastN;
  const penalties = {
    repeatPenalty: settings.repeatPenalty ?? defaultSampling.repeatPenalty,
    repeatPenaltyPresencePenalty: settings.presencePenalty ?? 0,
    repeatPenaltyFrequencyPenalty: settings.frequencyPenalty ?? 0,
  };
  if (lastN > 0 && (penalties.repeatPenalty !== 1 || Object.values(penalties).slice(1).some(Boolean))) {
    Object.assign(config, penalties, {
      repeatPenaltyMaxTokens: lastN,
      repeatPenaltyTokens: Uint32Array.from(prompt.slice(-lastN)),
    });
  }
  if (settings.dry !== undefined && settings.dry.multiplier > 0) {
    config.dryRepeatPenaltyStrength = settings.dry.multiplier;
    config.dryRepeatPenaltyBase = settings.dry.base ?? 1.75;
    config.dryRepeatPenaltyAllowedLength = settings.dry.allowedLength ?? 2;
    config.dryRepeatPenaltyLastTokens = settings.dry.lastN ?? -1;
    config.dryRepeatPenaltySequenceBreakers = settings.dry.sequenceBreakers ?? [...defaultSequenceBreakers];
  }
  if (settings.xtc !== undefined && settings.xtc.probability > 0) {
    config.xtcProbability = settings.xtc.probability;
    config.xtcThreshold = settings.xtc.threshold;
  }
  const biases = Object.entries(settings.logitBias ?? {});
  if (biases.length > 0) {
    config.tokenBiasKeys = Uint32Array.from(biases, ([token]) => Number(token));
    // OpenAI: -100 is a ban and 100 exclusive selection; a finite -100 could still be outweighed.
    config.tokenBiasValues = Float32Array.from(biases, ([, bias]) => (bias <= -100 ? -Infinity : bias));
  }
  if (grammarState !== undefined) config.grammarEvaluationState = grammarState;
  return config;
}
