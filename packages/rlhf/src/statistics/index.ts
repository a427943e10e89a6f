export { krippendorffAlpha, type Alpha, type MeasurementLevel } from './alpha.ts';
export { bradleyTerry, type BradleyTerryOptions, type Contest } from './bradley-terry.ts';
export {
  judgementStatistics,
  type JudgementStatistics,
  type JudgementStatisticsOptions,
} from './judgement-statistics.ts';
export { cohenKappa, type Kappa } from './kappa.ts';
export { wilsonInterval } from './wilson.ts';
