import type { NativeSampler } from './binding.ts';
import { neutralConfig } from './sampler-config.ts';

/**
 * Samplers that are used again. Each holds 12 bytes for every token of the vocabulary (1.8 MB for Qwen3's), which
 * node-llama-cpp frees not with `dispose` but when JavaScript's garbage is collected: an engine, which makes little of
 * that, would grow for hours.
 */
export class SamplerPool {
  readonly #create: () => NativeSampler;
  readonly #idle: NativeSampler[] = [];

  constructor(create: () => NativeSampler) {
    this.#create = create;
  }

  /** One that remembers no other output, for a configuration with this seed; until then it has `neutralConfig`, but for the seed. */
  take(seed: number): NativeSampler {
    const sampler = this.#idle.pop() ?? this.#create();
    // A part whose settings stay the same goes on where it was: random numbers with another seed, all else by being left out.
    sampler.applyConfig({ ...neutralConfig, seed: (seed + 1) >>> 0 });
    return sampler;
  }

  /** Not while a token is being drawn with it. */
  giveBack(sampler: NativeSampler): void {
    this.#idle.push(sampler);
  }

  /** To be called before the model is disposed. */
  dispose(): void {
    for (const sampler of this.#idle.splice(0)) sampler.dispose();
  }
}
