import type { TrainingConfig } from '../config/training-config.ts';
import type { TokenCounts } from './count-tokens.ts';

/** Rows that the trainer keeps: TRL drops one whose answer is cut off altogether, and a pair to be scored that is too long. */
function keptRows({ rows, lostRows, cutRows }: TokenCounts, method: TrainingConfig['method']): number {
  if (method === 'reward') return rows - cutRows;
  return method === 'sft' || method === 'dpo' || method === 'kto' ? rows - lostRows : rows;
}

/** Optimiser steps, as transformers' trainer counts them. */
export function countSteps(counts: TokenCounts, config: TrainingConfig): { steps: number; epochs: number } {
  const { method, packing, maxLength, batchSize, gradientAccumulation, distributed, epochs, maxSteps } = config;
  const rows = packing && method === 'sft' ? Math.ceil(counts.tokens / maxLength) : keptRows(counts, method);
  // Rows of earlier tasks come on top, so many that they are that fraction of all.
  const { replay } = config.continual;
  const all = replay ? rows + Math.max(1, Math.round((rows * replay.fraction) / (1 - replay.fraction))) : rows;
  // A prompt is generated from several times, each a row of its own.
  const sequences = method === 'grpo' ? all * config.generations : all;
  const devices = distributed.processes * distributed.nodes;
  const batches = Math.ceil(sequences / (batchSize * devices));
  const stepsPerEpoch = Math.max(1, Math.ceil(batches / gradientAccumulation));
  if (maxSteps === undefined) return { steps: Math.ceil(stepsPerEpoch * epochs), epochs };
  // With a number of steps transformers goes on over the rows until it is reached.
  return { steps: maxSteps, epochs: maxSteps / stepsPerEpoch };
}
