import { expect, test } from 'vitest';
import type { ComparisonEvent } from './comparison-events.ts';
import { noDrafts, withDraftEvent } from './live-round.ts';

test('drafts grow side by side, each with what it thought and said', () => {
  const events: Exclude<ComparisonEvent, { type: 'comparison' }>[] = [
    { type: 'draft_start', index: 1 },
    { type: 'draft_reasoning', index: 1, text: 'Hm' },
    { type: 'draft_reasoning', index: 1, text: '…' },
    { type: 'draft_text', index: 1, text: 'Two' },
    { type: 'draft_done', index: 1 },
    { type: 'draft_start', index: 0 },
    { type: 'draft_text', index: 0, text: 'On' },
    { type: 'draft_text', index: 0, text: 'e' },
    { type: 'draft_text', index: 5, text: 'of no draft' },
  ];
  let drafts: ReturnType<typeof withDraftEvent> = noDrafts;
  for (const [time, event] of events.entries()) drafts = withDraftEvent(drafts, event, time);
  expect(drafts).toEqual([
    { state: 'running', parts: [{ type: 'text', text: 'One' }] },
    {
      state: 'done',
      parts: [
        { type: 'reasoning', text: 'Hm…', startedAt: 1, endedAt: 3 },
        { type: 'text', text: 'Two' },
      ],
    },
  ]);
});
