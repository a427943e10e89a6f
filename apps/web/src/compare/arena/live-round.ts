import { withEvent, type AnswerPart } from '../../chat/answer-part.ts';
import type { ComparisonEvent } from './comparison-events.ts';

/** A draft while it is made. */
export interface LiveDraft {
  state: 'queued' | 'running' | 'done';
  parts: readonly AnswerPart[];
}

const queued: LiveDraft = { state: 'queued', parts: [] };

export const noDrafts: readonly [LiveDraft, LiveDraft] = [queued, queued];

/** The drafts after one more event. `now` in ms of `performance.now()`. */
export function withDraftEvent(
  drafts: readonly LiveDraft[],
  event: Exclude<ComparisonEvent, { type: 'comparison' }>,
  now: number,
): readonly LiveDraft[] {
  const draft = drafts[event.index];
  if (!draft) return drafts;
  return drafts.with(event.index, grown(draft, event, now));
}

function grown({ parts }: LiveDraft, event: Exclude<ComparisonEvent, { type: 'comparison' }>, now: number): LiveDraft {
  switch (event.type) {
    case 'draft_start':
      return { state: 'running', parts };
    case 'draft_text':
      return { state: 'running', parts: withEvent(parts, { type: 'text', text: event.text }, now) };
    case 'draft_reasoning':
      return { state: 'running', parts: withEvent(parts, { type: 'reasoning', text: event.text }, now) };
    case 'draft_done':
      return { state: 'done', parts };
  }
}
