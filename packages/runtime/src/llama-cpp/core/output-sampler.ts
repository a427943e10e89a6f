import type { LogitIndex, NativeContext, NativeSampler, NativeSamplerConfig } from './binding.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Draws the tokens of one output. Under a grammar it draws none that are not UTF-8: llama.cpp takes such bytes for
 * characters that the grammar may allow, but whoever reads them finds none.
 */
export class OutputSampler {
  readonly native: NativeSampler;
  readonly #config: NativeSamplerConfig;
  readonly #vocabulary: Pick<Vocabulary, 'bytes' | 'utf8'>;

  constructor(native: NativeSampler, config: NativeSamplerConfig, vocabulary: Pick<Vocabulary, 'bytes' | 'utf8'>) {
    this.native = native;
    this.#vocabulary = vocabulary;
    this.#config = config.grammarEvaluationState ? without(config, vocabulary.utf8.outside) : config;
    native.applyConfig(this.#config);
  }

  /** @param previous the output's last token. @returns -1 when the grammar allows nothing more. */
  async sample(context: NativeContext, index: LogitIndex, previous: number | undefined): Promise<number> {
    const banned = this.#bannedAfter(previous);
    if (banned.length === 0) return context.sampleToken(index, this.native);
    this.native.applyConfig(without(this.#config, banned));
    const token = await context.sampleToken(index, this.native);
    this.native.applyConfig(this.#config);
    return token;
  }

  #bannedAfter(previous: number | undefined): readonly number[] {
    if (!this.#config.grammarEvaluationState || previous === undefined) return [];
    return this.#vocabulary.utf8.outsideAfter(this.#vocabulary.bytes(previous).at(-1));
  }
}

/** Biases add up, so that no other brings a token back. */
function without(config: NativeSamplerConfig, tokens: readonly number[]): NativeSamplerConfig {
  if (tokens.length === 0) return config;
  const { tokenBiasKeys = [], tokenBiasValues = [] } = config;
  return {
    ...config,
    tokenBiasKeys: Uint32Array.from([...tokenBiasKeys, ...tokens]),
    tokenBiasValues: Float32Array.from([...tokenBiasValues, ...tokens.map(() => -Infinity)]),
  };
}
