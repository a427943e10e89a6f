import { z } from 'zod';
import type { CoreOptions, LlamaCppDescription } from '../core/core-options.ts';

/** All that keys and values depend on: read into a cache where any of it differs, they mean something else. */
export interface CacheIdentity {
  /** See `modelFingerprint`. */
  model: string;
  architecture: string;
  vocabularySize: number;
  /** llama.cpp keeps a stream of cells for each, and writes all of them. */
  slots: number;
  keyType: string;
  valueType: string;
  flashAttention: boolean;
  /** How positions become angles; empty: as the model's file has it. */
  rope: string;
}

export const cacheIdentitySchema: z.ZodType<CacheIdentity> = z.strictObject({
  model: z.string(),
  architecture: z.string(),
  vocabularySize: z.number(),
  slots: z.number(),
  keyType: z.string(),
  valueType: z.string(),
  flashAttention: z.boolean(),
  rope: z.string(),
});

export function cacheIdentity(
  model: string,
  description: LlamaCppDescription,
  { kvCacheType, rope }: Pick<CoreOptions, 'kvCacheType' | 'rope'>,
): CacheIdentity {
  const { architecture, vocabularySize, slots, flashAttention, contextSize } = description;
  return {
    model,
    architecture,
    vocabularySize,
    slots,
    keyType: kvCacheType?.key ?? 'f16',
    valueType: kvCacheType?.value ?? 'f16',
    flashAttention,
    // A factor that is not set comes from the context's size.
    rope: rope === undefined ? '' : JSON.stringify({ ...rope, contextSize }),
  };
}

const names: Readonly<Record<keyof CacheIdentity, string>> = {
  model: 'another model',
  architecture: 'another model',
  vocabularySize: 'another model',
  slots: 'another number of slots',
  keyType: 'another KV cache type',
  valueType: 'another KV cache type',
  flashAttention: 'flash attention on instead of off, or the reverse',
  rope: 'another RoPE scaling',
};

/** What is different, for people; `undefined` where nothing is. */
export function identityDifference(saved: CacheIdentity, here: CacheIdentity): string | undefined {
  const keys = Object.keys(names) as (keyof CacheIdentity)[];
  const different = keys.find((key) => saved[key] !== here[key]);
  return different === undefined ? undefined : names[different];
}
