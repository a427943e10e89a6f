export {
  collectStatistics,
  countCharacters,
  countTurns,
  textsOfExample,
  type DatasetStatistics,
  type StatisticsOptions,
  type TokenCounter,
} from './dataset-statistics.ts';
export { createDistribution, type Distribution, type DistributionCounter } from './distribution.ts';
