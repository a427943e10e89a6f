import type { TokenLogprob } from '@tuneloop/protocol';
import { encodeLogprobs } from '../chat-completions/logprobs.ts';
import type { OutputItem, OutputTextPart } from './item.ts';
import type { ItemStatus } from './item-status.ts';
import type { ItemEvent } from './stream-event.ts';

/** An output item while it is written. Its events say what changes; it is itself what they add up to. */
export interface ItemDraft {
  begin(): ItemEvent[];
  append(delta: string, logprobs?: readonly TokenLogprob[]): ItemEvent[];
  end(status: ItemStatus): ItemEvent[];
  /** A copy of the item as it is now. */
  item(status: ItemStatus): OutputItem;
}

export interface ItemPosition {
  id: string;
  /** Among the response's output. */
  index: number;
}

export function createMessageDraft({ id, index }: ItemPosition): ItemDraft {
  const place = { item_id: id, output_index: index, content_index: 0 };
  const logprobs: OutputTextPart['logprobs'] = [];
  let text = '';
  const part = (): OutputTextPart => ({ type: 'output_text', text, annotations: [], logprobs: [...logprobs] });
  const itemWith = (content: OutputTextPart[], status: ItemStatus): OutputItem => ({
    type: 'message',
    id,
    status,
    role: 'assistant',
    content,
  });
  return {
    begin: () => [
      { type: 'response.output_item.added', output_index: index, item: itemWith([], 'in_progress') },
      { type: 'response.content_part.added', ...place, part: part() },
    ],
    append: (delta, tokens = []) => {
      const { content } = encodeLogprobs(tokens);
      text += delta;
      logprobs.push(...content);
      return [{ type: 'response.output_text.delta', ...place, delta, logprobs: content }];
    },
    end: (status) => [
      { type: 'response.output_text.done', ...place, text, logprobs: [...logprobs] },
      { type: 'response.content_part.done', ...place, part: part() },
      { type: 'response.output_item.done', output_index: index, item: itemWith([part()], status) },
    ],
    item: (status) => itemWith([part()], status),
  };
}

export function createFunctionCallDraft({ id, index }: ItemPosition, call: { id: string; name: string }): ItemDraft {
  const place = { item_id: id, output_index: index };
  let text = '';
  const item = (status: ItemStatus): OutputItem => ({
    type: 'function_call',
    id,
    status,
    call_id: call.id,
    name: call.name,
    arguments: text,
  });
  return {
    begin: () => [{ type: 'response.output_item.added', output_index: index, item: item('in_progress') }],
    append: (delta) => {
      text += delta;
      return [{ type: 'response.function_call_arguments.delta', ...place, delta }];
    },
    end: (status) => [
      { type: 'response.function_call_arguments.done', ...place, name: call.name, arguments: text },
      { type: 'response.output_item.done', output_index: index, item: item(status) },
    ],
    item,
  };
}
