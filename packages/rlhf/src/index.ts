export type { IndexProgress, UnreadableLine } from './index/catch-up.ts';
export { currentChoices, currentJudgements, type Judgement } from './judgement/current-judgement.ts';
export {
  openInteractionLog,
  type InteractionLogOptions,
  type LogCounts,
  type OpenInteractionLog,
  type RebuildOptions,
  type RecordsOptions,
} from './log/open-interaction-log.ts';
