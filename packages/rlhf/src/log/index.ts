/** The log and what writes it, without the formats of training data: for whoever records. */
export type { CompactionOptions, CompactionReport } from '../compaction/compact-log.ts';
export type { IndexProgress } from '../index/catch-up.ts';
export { currentChoices, currentRatings, type CurrentRating } from '../judgement/current.ts';
export type { InteractionLogOptions } from './interaction-log-options.ts';
export { openInteractionLog } from './open-interaction-log.ts';
export type { RecordsOptions } from '@tuneloop/protocol';
export type { LogCounts, OpenInteractionLog, RebuildOptions } from './open-log.ts';
export { createRecorder, type Recorder, type RecorderOptions } from '../recorder/create-recorder.ts';
export type { ValueRedactor } from '../recorder/redacted-text.ts';
export type { RecordingPrivacy } from '../recorder/text-policy.ts';
