import type { FinishReason, GenerationEvent, TokenLogprob } from '@tuneloop/protocol';
import { itemIdOf } from './item-id.ts';
import { createFunctionCallDraft, createMessageDraft, type ItemDraft, type ItemPosition } from './item-draft.ts';
import type { ItemStatus, OutputItem } from './item.ts';
import { createReasoningDraft, createSummaryDraft } from './reasoning-draft.ts';
import type { ItemEvent } from './stream-event.ts';

/** The items that a generation's events make. */
export interface OutputItems {
  add(event: GenerationEvent): ItemEvent[];
  /** Marks as incomplete what a failure has cut off. */
  abandon(): void;
  items(): OutputItem[];
}

interface Entry {
  type: OutputItem['type'];
  draft: ItemDraft;
  status: ItemStatus;
  /** Of a call: the model has ended it. It stays open until something follows, which tells whether it was cut off. */
  isWritten: boolean;
}

/** @param summarise whether reasoning is given as a summary. */
export function createOutputItems(responseId: string, { summarise }: { summarise: boolean }): OutputItems {
  const drafts = { message: createMessageDraft, reasoning: summarise ? createSummaryDraft : createReasoningDraft };
  const entries: Entry[] = [];
  const calls = new Map<number, Entry>();

  const open = (type: Entry['type'], create: (position: ItemPosition) => ItemDraft): [Entry, ItemEvent[]] => {
    const index = entries.length;
    const draft = create({ id: itemIdOf(responseId, type, index), index });
    const entry: Entry = { type, draft, status: 'in_progress', isWritten: false };
    const closed = closeWhere(({ type: other, isWritten }) => other !== 'function_call' || isWritten);
    entries.push(entry);
    return [entry, [...closed, ...draft.begin()]];
  };
  const close = (entry: Entry, status: ItemStatus): ItemEvent[] => {
    entry.status = status;
    return entry.draft.end(status);
  };
  const closeWhere = (matches: (entry: Entry) => boolean): ItemEvent[] =>
    entries
      .filter((entry) => entry.status === 'in_progress' && matches(entry))
      .flatMap((entry) => close(entry, 'completed'));

  const write = (
    type: 'message' | 'reasoning',
    { text, logprobs = [] }: { text: string; logprobs?: readonly TokenLogprob[] },
  ): ItemEvent[] => {
    if (text === '' && logprobs.length === 0) return [];
    const last = entries.at(-1);
    if (last?.type === type && last.status === 'in_progress') return last.draft.append(text, logprobs);
    const [entry, events] = open(type, drafts[type]);
    return [...events, ...entry.draft.append(text, logprobs)];
  };
  const finish = (reason: FinishReason): ItemEvent[] => {
    // Every response has an output, be it empty.
    const begun = entries.length === 0 ? open('message', createMessageDraft)[1] : [];
    const last = entries.at(-1);
    const others = closeWhere((entry) => entry !== last);
    if (last?.status !== 'in_progress') return others;
    return [...begun, ...others, ...close(last, reason === 'length' ? 'incomplete' : 'completed')];
  };

  return {
    add: (event) => {
      switch (event.type) {
        case 'text-delta':
          return write('message', event);
        case 'reasoning-delta':
          return write('reasoning', event);
        case 'tool-call-start': {
          const [entry, events] = open('function_call', (position) => createFunctionCallDraft(position, event));
          calls.set(event.index, entry);
          return events;
        }
        case 'tool-call-delta':
          return calls.get(event.index)?.draft.append(event.arguments) ?? [];
        case 'tool-call-end': {
          const entry = calls.get(event.index);
          if (entry) entry.isWritten = true;
          return [];
        }
        case 'generation-end':
          return finish(event.finishReason);
        case 'generation-start':
        case 'prompt-logprobs':
        default:
          return [];
      }
    },
    abandon: () => {
      for (const entry of entries) if (entry.status === 'in_progress') entry.status = 'incomplete';
    },
    items: () => entries.map(({ draft, status }) => draft.item(status)),
  };
}
