/** How likely each of some tokens is at one place, by natural logarithm. */
export interface PlaceScores {
  /** As serving says; the likeliest first. */
  served: readonly number[];
  /** The same tokens as the reference says. */
  reference: readonly number[];
  /** Whether both find the same token likeliest of all. */
  sameBest: boolean;
}

export interface Divergence {
  /** Mean Kullback–Leibler divergence of serving from the reference, nats a token. */
  kl: number;
  /** Fraction of the tokens whose likeliest successor differs. */
  top1Disagreement: number;
}

/** Below this, what is left beside the known tokens is rounding. */
const leastRest = 1e-7;

/**
 * Over the tokens that serving finds likeliest, and all others as one: a lower bound of the divergence over the whole
 * vocabulary, near it where the known tokens hold most of the probability.
 */
export function divergenceOf(places: readonly PlaceScores[]): Divergence {
  const kl = places.reduce((sum, place) => sum + klAt(place), 0) / places.length;
  const different = places.filter(({ sameBest }) => !sameBest).length;
  return { kl: Math.max(0, kl), top1Disagreement: different / places.length };
}

function klAt({ served, reference }: PlaceScores): number {
  let kl = 0;
  for (const [index, logprob] of reference.entries()) kl += Math.exp(logprob) * (logprob - (served[index] ?? logprob));
  const [referenceRest, servedRest] = [restOf(reference), restOf(served)];
  return kl + referenceRest * Math.log(referenceRest / servedRest);
}

function restOf(logprobs: readonly number[]): number {
  return Math.max(leastRest, 1 - logprobs.reduce((sum, logprob) => sum + Math.exp(logprob), 0));
}
