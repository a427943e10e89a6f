import type { InteractionQuery, JudgedInteraction } from '@tuneloop/protocol';

/** What exports read: the log, or anything else that has interactions. */
export interface InteractionSource {
  /** In order of time, one at a time and no faster than they are taken. `after` and `limit` are not used. */
  records(query: InteractionQuery, options: { signal?: AbortSignal | undefined }): AsyncIterable<JudgedInteraction>;
}
