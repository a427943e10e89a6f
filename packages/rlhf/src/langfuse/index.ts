export type { LangfuseConnection } from './connection.ts';
export type { ItemLack } from './datasets/dataset-item.ts';
export {
  pullDataset,
  type ItemIgnored,
  type PullDatasetOptions,
  type PullDatasetReport,
} from './datasets/pull-dataset.ts';
export { pushDataset, type PushDatasetOptions, type PushDatasetReport } from './datasets/push-dataset.ts';
export { createLangfuseSink, type LangfuseSinkOptions } from './langfuse-sink.ts';
export { pullScores, type PullScoresOptions, type PullScoresReport } from './scores/pull-scores.ts';
export type { ScoreIgnored, ScoreNames } from './scores/rating-of-score.ts';
export type { RetryOptions } from '../spool/backoff.ts';
export type { NetworkSink, NetworkSinkOptions } from '../spool/network-sink.ts';
export type { SpoolCounts } from '../spool/spool.ts';
