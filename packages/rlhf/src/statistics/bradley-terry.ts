import type { Strength } from '@tuneloop/protocol';
import { inverse } from './matrix.ts';

/** How often one beat the other; a tie counts half for both. */
export interface Contest {
  winner: string;
  loser: string;
  /** Default 1. */
  weight?: number | undefined;
  /** The two were as good as each other. */
  tie?: boolean | undefined;
}

export interface BradleyTerryOptions {
  /**
   * So many wins and losses against an average competitor are added to each: it keeps those who won or lost always from
   * running to infinity. Default 0.1; 0 gives the plain estimate.
   */
  prior?: number | undefined;
}

/**
 * The model of Bradley and Terry (1952): the odds of one beating another are the ratio of their strengths. Fitted by
 * Newton's method on the log-likelihood, ties as half a win for each; intervals from the inverse of the Hessian. The
 * strongest comes first; the same contests always give the same figures.
 */
export function bradleyTerry(contests: Iterable<Contest>, { prior = 0.1 }: BradleyTerryOptions = {}): Strength[] {
  const { names, score, met, wins, ties } = tally(contests);
  const size = names.length;
  if (size === 0) return [];
  const beta = new Float64Array(size);
  let covariance: number[][] = [];
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
    for (let one = 0; one < size; one += 1) {
      const drawn = 1 / (1 + Math.exp(-beta[one]!));
      gradient[one]! += prior * (1 - 2 * drawn);
      hessian[one]![one]! += 2 * prior * drawn * (1 - drawn);
      for (let other = 0; other < size; other += 1) {
        const count = met[one]![other]!;
        if (count === 0) continue;
        const odds = 1 / (1 + Math.exp(beta[other]! - beta[one]!));
        const weight = count * odds * (1 - odds);
        gradient[one]! += score[one]![other]! - count * odds;
        hessian[one]![one]! += weight;
        hessian[one]![other]! -= weight;
      }
    }
    // Without a prior, strengths are known up to a constant: this fixes their sum without changing differences.
    covariance = inverse(prior > 0 ? hessian : hessian.map((row) => row.map((value) => value + 1 / size)));
    const step = covariance.map((row) => row.reduce((sum, value, index) => sum + value * gradient[index]!, 0));
    const largest = Math.max(...step.map(Math.abs));
    // A damped step: a full one may overshoot where somebody won always.
    const scale = Math.min(1, maxStep / largest);
    for (let index = 0; index < size; index += 1) beta[index]! += scale * step[index]!;
    if (largest < tolerance) break;
  }
  const mean = beta.reduce((sum, value) => sum + value, 0) / size;
  const variance = centeredVariance(covariance);
  return names
    .map((name, index) => {
      const strength = beta[index]! - mean;
      const half = z * Math.sqrt(Math.max(0, variance[index]!));
      const contestsOf = met[index]!.reduce((sum, count) => sum + count, 0);
      return {
        name,
        strength,
        low: strength - half,
        high: strength + half,
        elo: 1000 + (400 / Math.LN10) * strength,
        contests: contestsOf,
        wins: wins[index]!,
        ties: ties[index]!,
      };
    })
    .toSorted((a, b) => b.strength - a.strength || (a.name < b.name ? -1 : 1));
}

const maxIterations = 100;
const maxStep = 2;
const tolerance = 1e-10;
const z = 1.959963984540054;

/** Of each value less the mean of all: the diagonal of PCP, where P takes the mean away. */
function centeredVariance(covariance: readonly (readonly number[])[]): number[] {
  const size = covariance.length;
  const means = covariance.map((row) => row.reduce((sum, value) => sum + value, 0) / size);
  const all = means.reduce((sum, value) => sum + value, 0) / size;
  return covariance.map((row, index) => row[index]! - 2 * means[index]! + all);
}

interface ContestTally {
  /** Sorted. */
  names: string[];
  /** Wins of the row over the column, ties as half. */
  score: number[][];
  met: number[][];
  wins: number[];
  ties: number[];
}

function tally(contests: Iterable<Contest>): ContestTally {
  const all = [...contests];
  const names = [...new Set(all.flatMap(({ winner, loser }) => [winner, loser]))].toSorted();
  const place = new Map(names.map((name, index) => [name, index]));
  const square = (): number[][] => names.map(() => names.map(() => 0));
  const result: ContestTally = {
    names,
    score: square(),
    met: square(),
    wins: names.map(() => 0),
    ties: names.map(() => 0),
  };
  for (const { winner, loser, weight = 1, tie = false } of all) {
    const [one, other] = [place.get(winner)!, place.get(loser)!];
    if (one === other) continue;
    result.met[one]![other]! += weight;
    result.met[other]![one]! += weight;
    result.score[one]![other]! += tie ? weight / 2 : weight;
    if (tie) {
      result.score[other]![one]! += weight / 2;
      result.ties[one]! += weight;
      result.ties[other]! += weight;
    } else result.wins[one]! += weight;
  }
  return result;
}
