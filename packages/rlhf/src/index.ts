export * from './exporters/index.ts';
export * from './importers/index.ts';
export type { CompactionOptions, CompactionReport } from './compaction/compact-log.ts';
export type { IndexProgress } from './index/catch-up.ts';
export { currentChoices, currentRatings, type CurrentRating } from './judgement/current.ts';
export {
  openInteractionLog,
  type InteractionLogOptions,
  type LogCounts,
  type OpenInteractionLog,
  type RebuildOptions,
  type RecordsOptions,
} from './log/open-interaction-log.ts';
export { createRecorder, type Recorder, type RecorderOptions } from './recorder/create-recorder.ts';
export type { ValueRedactor } from './recorder/redacted-text.ts';
export type { RecordingPrivacy } from './recorder/text-policy.ts';
export * from './statistics/index.ts';
