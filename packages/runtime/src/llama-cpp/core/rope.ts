import type { LlamaModelOptions } from 'node-llama-cpp';

/** How positions are turned into angles, where it differs from what the model's file says. */
export interface RopeOptions {
  /** `yarn` stretches a context best; `none` turns off what the file says. */
  scaling?: 'none' | 'linear' | 'yarn' | undefined;
  /** How many times the original context is stretched; by default as far as the context that is asked for. */
  factor?: number | undefined;
  /** Tokens that the model knew before it was stretched; by default what its file says that it was trained with. */
  originalContext?: number | undefined;
  /** Base of the frequencies. */
  freqBase?: number | undefined;
}

/** Tokens that a context may have: beyond the trained ones only where the positions are stretched. */
export function largestContext(trained: number, requested: number | undefined, rope: RopeOptions = {}): number {
  const { scaling = 'none', originalContext = trained, factor } = rope;
  if (scaling === 'none') return trained;
  return Math.max(trained, factor === undefined ? (requested ?? trained) : Math.floor(originalContext * factor));
}

/** The model's metadata as the options have it; `undefined` when they change nothing. */
export function ropeOverrides(
  architecture: string,
  trained: number,
  requested: number | undefined,
  rope: RopeOptions | undefined,
): LlamaModelOptions['metadataOverrides'] {
  if (rope === undefined) return undefined;
  const { scaling, originalContext, freqBase } = rope;
  const stretched = scaling !== undefined && scaling !== 'none';
  const factor = rope.factor ?? Math.max(1, (requested ?? trained) / (originalContext ?? trained));
  return {
    [architecture]: {
      rope: {
        ...(freqBase !== undefined && { freq_base: float(freqBase) }),
        ...(scaling !== undefined && {
          scaling: {
            type: scaling,
            ...(stretched && { factor: float(factor), original_context_length: originalContext ?? trained }),
          },
        }),
      },
    },
  };
}

/** The binding takes whole numbers for integers, which llama.cpp then ignores; as 32-bit floats the two are equal. */
function float(value: number): number {
  return Number.isInteger(value) ? value * (1 + Number.EPSILON) : value;
}
