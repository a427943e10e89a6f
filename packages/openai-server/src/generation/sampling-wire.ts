import type { SamplingSettings } from '@tuneloop/protocol';
import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

/** The sampling settings as they stand in a request's body: OpenAI's, llama-server's and vLLM's. */
export interface SamplingWire {
  temperature?: number | null | undefined;
  top_p?: number | null | undefined;
  top_k?: number | null | undefined;
  min_p?: number | null | undefined;
  seed?: number | null | undefined;
  presence_penalty?: number | null | undefined;
  frequency_penalty?: number | null | undefined;
  repeat_penalty?: number | null | undefined;
  repetition_penalty?: number | null | undefined;
  repeat_last_n?: number | null | undefined;
  logit_bias?: Record<string, number> | null | undefined;
  dry_multiplier?: number | null | undefined;
  dry_base?: number | null | undefined;
  dry_allowed_length?: number | null | undefined;
  dry_penalty_last_n?: number | null | undefined;
  dry_sequence_breakers?: string[] | null | undefined;
  xtc_probability?: number | null | undefined;
  xtc_threshold?: number | null | undefined;
}

const tokenIdPattern = /^\d{1,10}$/;

export const samplingShape: WireShape<SamplingWire> = {
  temperature: optional(z.number().min(0).max(100), '0 is greedy.'),
  top_p: optional(z.number().min(0).max(1), '1 turns it off.'),
  top_k: optional(z.int().min(-1).max(2_147_483_647), '0 and -1 turn it off.'),
  min_p: optional(z.number().min(0).max(1), '0 turns it off.'),
  seed: optional(z.int(), 'Taken modulo 2^32; -1 draws one at random.'),
  presence_penalty: optional(z.number().min(-2).max(2)),
  frequency_penalty: optional(z.number().min(-2).max(2)),
  repeat_penalty: optional(z.number().min(0.01).max(100), '1 turns it off.'),
  repetition_penalty: optional(z.number().min(0.01).max(100), 'The same as repeat_penalty.'),
  repeat_last_n: optional(z.int().min(-1).max(1_000_000), 'Tokens; -1 is the whole context.'),
  logit_bias: optional(
    z.record(z.string().regex(tokenIdPattern, 'must be a token id'), z.number().min(-100).max(100)),
    'Token id to bias, -100 to 100.',
  ),
  dry_multiplier: optional(z.number().min(0).max(1000), '0 turns DRY off.'),
  dry_base: optional(z.number().min(0).max(1000)),
  dry_allowed_length: optional(z.int().min(0).max(1_000_000)),
  dry_penalty_last_n: optional(z.int().min(-1).max(1_000_000), 'Tokens; -1 is the whole context.'),
  dry_sequence_breakers: optional(z.array(z.string().max(100)).max(100)),
  xtc_probability: optional(z.number().min(0).max(1), '0 turns XTC off.'),
  xtc_threshold: optional(z.number().min(0).max(1)),
};

/** llama-server's default, where only a probability is sent. */
const defaultXtcThreshold = 0.1;
const wholeContext = 1_000_000;

export function decodeSampling(wire: SamplingWire): SamplingSettings {
  return {
    temperature: wire.temperature ?? undefined,
    topP: wire.top_p ?? undefined,
    topK: wire.top_k === -1 ? 0 : (wire.top_k ?? undefined),
    minP: wire.min_p ?? undefined,
    seed: decodeSeed(wire.seed ?? -1),
    presencePenalty: wire.presence_penalty ?? undefined,
    frequencyPenalty: wire.frequency_penalty ?? undefined,
    repeatPenalty: wire.repeat_penalty ?? wire.repetition_penalty ?? undefined,
    repeatLastN: wire.repeat_last_n === -1 ? wholeContext : (wire.repeat_last_n ?? undefined),
    logitBias: wire.logit_bias ?? undefined,
    dry: decodeDry(wire),
    xtc: decodeXtc(wire),
  };
}

function decodeSeed(seed: number): number | undefined {
  return seed === -1 ? undefined : Number(BigInt.asUintN(32, BigInt(seed)));
}

function decodeDry(wire: SamplingWire): SamplingSettings['dry'] {
  if (!wire.dry_multiplier) return undefined;
  return {
    multiplier: wire.dry_multiplier,
    base: wire.dry_base ?? undefined,
    allowedLength: wire.dry_allowed_length ?? undefined,
    lastN: wire.dry_penalty_last_n ?? undefined,
    sequenceBreakers: wire.dry_sequence_breakers ?? undefined,
  };
}

function decodeXtc(wire: SamplingWire): SamplingSettings['xtc'] {
  if (!wire.xtc_probability) return undefined;
  return { probability: wire.xtc_probability, threshold: wire.xtc_threshold ?? defaultXtcThreshold };
}
