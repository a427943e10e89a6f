import type { SamplingSettings } from '@tuneloop/protocol';
import { argmax, likeliest } from './candidates.ts';
import { defaultSampling } from './default-sampling.ts';
import { DryPenalty } from './dry-penalty.ts';
import { createRandom, type Random } from './random.ts';

/**
 * Draws tokens from logits, with llama.cpp's settings in llama.cpp's order: biases, penalties, DRY, top-k, top-p, min-p, XTC,
 * temperature.
 */
export class TokenSampler {
  readonly #settings: SamplingSettings;
  readonly #random: Random;
  /** Tokens that the penalties count, oldest first. */
  readonly #recent: number[];
  readonly #biases: readonly (readonly [token: number, bias: number])[];

  readonly #dry: DryPenalty | undefined;

  /**
   * @param prompt whose last tokens the penalties count as well.
   * @param seed used when the settings name none.
   * @param textOf UTF-8 of a token.
   */
  constructor(
    settings: SamplingSettings,
    prompt: readonly number[],
    seed: number,
    textOf: (token: number) => Uint8Array,
  ) {
    this.#settings = settings;
    this.#random = createRandom(settings.seed ?? seed);
    this.#recent = this.#penalises ? prompt.slice(-this.#lastN) : [];
    const { dry } = settings;
    this.#dry = dry !== undefined && dry.multiplier > 0 ? new DryPenalty(dry, prompt, textOf) : undefined;
    // OpenAI: -100 is a ban; a finite -100 could still be outweighed.
    this.#biases = Object.entries(settings.logitBias ?? {}).map(([token, bias]) => [
      Number(token),
      bias <= -100 ? -Infinity : bias,
    ]);
  }

  /** What the settings make of the logits before anything is cut off; in place. */
  adjust(logits: Float32Array): void {
    for (const [token, bias] of this.#biases) if (token < logits.length) logits[token]! += bias;
    if (this.#penalises) this.#penalise(logits);
    this.#dry?.adjust(logits);
  }

  /** @param logits adjusted; -Infinity is never drawn. @returns -1 when there is none to draw. */
  draw(logits: Float32Array): number {
    const { temperature = defaultSampling.temperature, topK = defaultSampling.topK } = this.#settings;
    if (temperature === 0) return argmax(logits);
    const candidates = likeliest(logits, topK === 0 ? logits.length : topK);
    const [first] = candidates.logits;
    if (first === undefined) return -1;
    const [from, kept] = this.#cut(candidates.logits);
    const weights = candidates.logits.subarray(from, kept).map((logit) => Math.exp((logit - first) / temperature));
    let left = this.#random() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [place, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return candidates.tokens[from + place]!;
    }
    return candidates.tokens[kept - 1]!;
  }

  /** Takes in what was drawn. */
  accept(token: number): void {
    this.#dry?.accept(token);
    if (!this.#penalises) return;
    this.#recent.push(token);
    if (this.#recent.length > this.#lastN) this.#recent.shift();
  }

  #penalise(logits: Float32Array): void {
    const { repeatPenalty = defaultSampling.repeatPenalty, presencePenalty = 0, frequencyPenalty = 0 } = this.#settings;
    const counts = new Map<number, number>();
    for (const token of this.#recent) counts.set(token, (counts.get(token) ?? 0) + 1);
    for (const [token, count] of counts) {
      const logit = logits[token]!;
      const repeated = logit <= 0 ? logit * repeatPenalty : logit / repeatPenalty;
      logits[token] = repeated - count * frequencyPenalty - presencePenalty;
    }
  }

  /** @param logits falling. @returns where those that are kept begin and end. */
  #cut(logits: Float32Array): [from: number, end: number] {
    const { topP = defaultSampling.topP, minP = defaultSampling.minP, xtc } = this.#settings;
    const end = minPEnd(logits, minP, topPEnd(logits, topP));
    if (xtc === undefined || xtc.probability === 0 || end < 2) return [0, end];
    if (this.#random() >= xtc.probability) return [0, end];
    const shares = softmax(logits.subarray(0, end));
    const above = shares.findLastIndex((share) => share >= xtc.threshold);
    return [Math.max(0, above), end];
  }

  get #lastN(): number {
    return this.#settings.repeatLastN ?? defaultSampling.repeatLastN;
  }

  get #penalises(): boolean {
    const { repeatPenalty = defaultSampling.repeatPenalty, presencePenalty, frequencyPenalty } = this.#settings;
    return this.#lastN > 0 && (repeatPenalty !== 1 || Boolean(presencePenalty) || Boolean(frequencyPenalty));
  }
}

/** The fewest that have a share of `topP` together. */
function topPEnd(logits: Float32Array, topP: number): number {
  if (topP >= 1) return logits.length;
  let sum = 0;
  const place = softmax(logits).findIndex((share) => (sum += share) >= topP);
  return place === -1 ? logits.length : place + 1;
}

/** Those that are at least `minP` times as likely as the first. */
function minPEnd(logits: Float32Array, minP: number, end: number): number {
  if (minP === 0) return end;
  const least = logits[0]! + Math.log(minP);
  let kept = end;
  while (kept > 1 && logits[kept - 1]! < least) kept -= 1;
  return kept;
}

/** @param logits falling. */
function softmax(logits: Float32Array): Float64Array {
  const shares = Float64Array.from(logits, (logit) => Math.exp(logit - logits[0]!));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
