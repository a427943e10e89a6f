import { z } from 'zod';

/** How the next token is drawn. What is left out takes the engine's default. */
export interface SamplingSettings {
  /** 0 is greedy. */
  temperature?: number | undefined;
  /** 0 turns it off. */
  topK?: number | undefined;
  /** 1 turns it off. */
  topP?: number | undefined;
  /** 0 turns it off. */
  minP?: number | undefined;
  /** Unsigned 32-bit; the same seed, settings and batch split give the same output. */
  seed?: number | undefined;
  /** 1 turns it off; over the last `repeatLastN` tokens. */
  repeatPenalty?: number | undefined;
  /** Tokens; how far back the three penalties look. */
  repeatLastN?: number | undefined;
  presencePenalty?: number | undefined;
  frequencyPenalty?: number | undefined;
  /** Token id → added to its logit before sampling; -100 or less never, 100 or more (nearly) always. */
  logitBias?: Record<number, number> | undefined;
  /** DRY ("don't repeat yourself"): penalises continuing a sequence that was seen before. `multiplier` 0 turns it off. */
  dry?:
    | {
        multiplier: number;
        base?: number | undefined;
        allowedLength?: number | undefined;
        lastN?: number | undefined;
        sequenceBreakers?: string[] | undefined;
      }
    | undefined;
  /** XTC ("exclude top choices"): with `probability`, drops all but the least likely token above `threshold`. */
  xtc?: { probability: number; threshold: number } | undefined;
}

export const samplingSettingsSchema: z.ZodType<SamplingSettings> = z.strictObject({
  temperature: z.number().min(0).max(100).optional(),
  topK: z.number().int().min(0).optional(),
  topP: z.number().min(0).max(1).optional(),
  minP: z.number().min(0).max(1).optional(),
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  repeatPenalty: z.number().min(0.01).max(100).optional(),
  repeatLastN: z.number().int().min(0).max(1_000_000).optional(),
  presencePenalty: z.number().min(-2).max(2).optional(),
  frequencyPenalty: z.number().min(-2).max(2).optional(),
  logitBias: z.record(z.string().regex(/^\d+$/, 'must be a token id'), z.number()).optional(),
  dry: z
    .strictObject({
      multiplier: z.number().min(0),
      base: z.number().min(0).optional(),
      allowedLength: z.number().int().min(0).optional(),
      lastN: z.number().int().min(-1).optional(),
      sequenceBreakers: z.array(z.string()).optional(),
    })
    .optional(),
  xtc: z.strictObject({ probability: z.number().min(0).max(1), threshold: z.number().min(0).max(1) }).optional(),
});
