import type { LlamaModel } from 'node-llama-cpp';

/** What can be done with the KV cache of a model. */
export interface CacheAbilities {
  /** Whether prefixes of a sequence can be kept (not so in recurrent models). */
  divisible: boolean;
  /** Whether the positions of cells can be changed; llama.cpp ends the process where they cannot. */
  shiftable: boolean;
  /** Whether the last tokens of a sequence can be taken back at any length. */
  rewindable: boolean;
}

/** Architectures whose cells llama.cpp refuses to move. */
const unshiftable: ReadonlySet<string> = new Set(['step35']);

export function cacheAbilities(model: LlamaModel): CacheAbilities {
  const { fileInsights, fileInfo } = model;
  const { architecture } = fileInfo.metadata.general;
  const divisible = !(fileInsights.isRecurrent || fileInsights.isHybrid);
  const windowed = fileInsights.swaSize !== undefined;
  // With several positions a token (text, height, width) there is no one number to add to.
  const rope = (fileInfo.architectureMetadata as { rope?: { dimension_sections?: unknown } }).rope;
  const onePosition = rope?.dimension_sections === undefined;
  return {
    divisible,
    shiftable: divisible && !windowed && onePosition && !unshiftable.has(architecture),
    rewindable: divisible && !windowed,
  };
}
