import type { ItemDraft, ItemPosition } from './item-draft.ts';
import type { OutputItem, ReasoningTextPart, SummaryTextPart } from './item.ts';
import type { ItemStatus } from './item-status.ts';

export function createReasoningDraft({ id, index }: ItemPosition): ItemDraft {
  const place = { item_id: id, output_index: index, content_index: 0 };
  let text = '';
  const part = (): ReasoningTextPart => ({ type: 'reasoning_text', text });
  const itemWith = (content: ReasoningTextPart[], status: ItemStatus): OutputItem => ({
    type: 'reasoning',
    id,
    status,
    summary: [],
    content,
  });
  return {
    begin: () => [
      { type: 'response.output_item.added', output_index: index, item: itemWith([], 'in_progress') },
      { type: 'response.content_part.added', ...place, part: part() },
    ],
    append: (delta) => {
      text += delta;
      return [{ type: 'response.reasoning_text.delta', ...place, delta }];
    },
    end: (status) => [
      { type: 'response.reasoning_text.done', ...place, text },
      { type: 'response.content_part.done', ...place, part: part() },
      { type: 'response.output_item.done', output_index: index, item: itemWith([part()], status) },
    ],
    item: (status) => itemWith([part()], status),
  };
}

/**
 * The same thoughts as a summary, for clients that asked for one: many show nothing else of a model's reasoning. Nothing is
 * left out of them.
 */
export function createSummaryDraft({ id, index }: ItemPosition): ItemDraft {
  const place = { item_id: id, output_index: index, summary_index: 0 };
  let text = '';
  const part = (): SummaryTextPart => ({ type: 'summary_text', text });
  const itemWith = (summary: SummaryTextPart[], status: ItemStatus): OutputItem => ({
    type: 'reasoning',
    id,
    status,
    summary,
    content: [],
  });
  return {
    begin: () => [
      { type: 'response.output_item.added', output_index: index, item: itemWith([], 'in_progress') },
      { type: 'response.reasoning_summary_part.added', ...place, part: part() },
    ],
    append: (delta) => {
      text += delta;
      return [{ type: 'response.reasoning_summary_text.delta', ...place, delta }];
    },
    end: (status) => [
      { type: 'response.reasoning_summary_text.done', ...place, text },
      { type: 'response.reasoning_summary_part.done', ...place, part: part() },
      { type: 'response.output_item.done', output_index: index, item: itemWith([part()], status) },
    ],
    item: (status) => itemWith([part()], status),
  };
}
