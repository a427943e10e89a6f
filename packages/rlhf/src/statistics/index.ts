export { krippendorffAlpha, type Alpha, type MeasurementLevel } from './alpha.ts';
export { bradleyTerry, type BradleyTerryOptions, type Contest, type Strength } from './bradley-terry.ts';
export {
  judgementStatistics,
  type Contestant,
  type JudgementStatistics,
  type JudgementStatisticsOptions,
} from './judgement-statistics.ts';
export { cohenKappa, type Kappa } from './kappa.ts';
export { wilsonInterval, type Proportion } from './wilson.ts';
