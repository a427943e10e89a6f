import type { FinishReason, TokenLogprob } from '@tuneloop/protocol';
import type { ToolListing, Toolset } from '../mcp-tools/toolset.ts';
import type { ToolLoopEvent, ToolResultEvent, ToolRunStartEvent } from '../tool-loop/tool-loop-event.ts';
import { itemIdOf } from './item-id.ts';
import { createFunctionCallDraft, createMessageDraft, type ItemDraft, type ItemPosition } from './item-draft.ts';
import type { OutputItem } from './item.ts';
import type { ItemStatus } from './item-status.ts';
import { createApprovalDraft, createListDraft, createMcpCallDraft, type McpCallDraft } from './mcp-draft.ts';
import { createReasoningDraft, createSummaryDraft } from './reasoning-draft.ts';
import type { ItemEvent } from './stream-event.ts';

/** The items that the events of one generation, or of a turn with several, make. */
export interface OutputItems {
  /** What a server has. */
  list(listing: ToolListing): ItemEvent[];
  add(event: ToolLoopEvent): ItemEvent[];
  /** Marks as incomplete what a failure has cut off. */
  abandon(): void;
  items(): OutputItem[];
}

export interface OutputOptions {
  /** Whether reasoning is given as a summary. */
  summarise: boolean;
  /** The tools that this server runs: their calls show once it is decided whether they do. */
  toolset?: Pick<Toolset, 'find'> | undefined;
  /** Whether a name is that of a function of the request. */
  isFunction?: ((name: string) => boolean) | undefined;
  /** Ids of approval requests that the input answers. */
  approved?: ReadonlySet<string> | undefined;
}

interface Entry {
  type: OutputItem['type'];
  draft: ItemDraft;
  status: ItemStatus;
  /** Of a call: the model has ended it. It stays open until something follows, which tells whether it was cut off. */
  isWritten: boolean;
}

export function createOutputItems(
  responseId: string,
  { summarise, toolset, isFunction = () => true, approved }: OutputOptions,
): OutputItems {
  const drafts = { message: createMessageDraft, reasoning: summarise ? createSummaryDraft : createReasoningDraft };
  const entries: Entry[] = [];
  const calls = new Map<number, Entry>();
  const running = new Map<string, { entry: Entry; draft: McpCallDraft }>();
  /** Whether the generation has given anything, be it a call that does not show yet. */
  let hasOutput = false;

  const open = <T extends ItemDraft>(
    type: Entry['type'],
    create: (position: ItemPosition) => T,
  ): [Entry, ItemEvent[], T] => {
    const index = entries.length;
    const draft = create({ id: itemIdOf(responseId, type, index), index });
    const entry: Entry = { type, draft, status: 'in_progress', isWritten: false };
    const closed = closeWhere(({ type: other, isWritten }) => other !== 'function_call' || isWritten);
    entries.push(entry);
    hasOutput = true;
    return [entry, [...closed, ...draft.begin()], draft];
  };
  const close = (entry: Entry, status: ItemStatus): ItemEvent[] => {
    entry.status = status;
    return entry.draft.end(status);
  };
  /** Calls that run end with their results alone. */
  const closeWhere = (matches: (entry: Entry) => boolean): ItemEvent[] =>
    entries
      .filter((entry) => entry.status === 'in_progress' && entry.type !== 'mcp_call' && matches(entry))
      .flatMap((entry) => close(entry, 'completed'));
  const addWhole = (type: Entry['type'], create: (position: ItemPosition) => ItemDraft): ItemEvent[] => {
    const [entry, events] = open(type, create);
    return [...events, ...close(entry, 'completed')];
  };

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
    const begun = hasOutput ? [] : open('message', createMessageDraft)[1];
    const last = entries.at(-1);
    const others = closeWhere((entry) => entry !== last);
    if (last?.status !== 'in_progress') return others;
    return [...begun, ...others, ...close(last, reason === 'length' ? 'incomplete' : 'completed')];
  };
  const run = ({ id, name, arguments: text }: ToolRunStartEvent): ItemEvent[] => {
    const tool = toolset?.find(name);
    // A tool that does not exist: the model learns so, and nobody else need.
    if (!tool) return [];
    const approval_request_id = approved?.has(id) ? id : null;
    const call = { server_label: tool.label, name: tool.name, arguments: text, approval_request_id };
    const [entry, events, draft] = open('mcp_call', (position) => createMcpCallDraft(position, call));
    running.set(id, { entry, draft });
    return events;
  };
  const end = ({ id, result }: ToolResultEvent): ItemEvent[] => {
    const found = running.get(id);
    if (!found) return [];
    found.entry.status = 'completed';
    return found.draft.complete(result);
  };

  return {
    list: (listing) => addWhole('mcp_list_tools', (position) => createListDraft(position, listing)),
    add: (event) => {
      switch (event.type) {
        case 'generation-start':
          hasOutput = false;
          calls.clear();
          return [];
        case 'text-delta':
          return write('message', event);
        case 'reasoning-delta':
          return write('reasoning', event);
        case 'tool-call-start': {
          hasOutput = true;
          if (toolset && !isFunction(event.name)) return [];
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
        case 'tool-run-start':
          return run(event);
        case 'tool-result':
          return end(event);
        case 'approval-needed':
          return event.turn.pending.flatMap(({ name, arguments: text }) => {
            const tool = toolset?.find(name);
            if (!tool) return [];
            const call = { server_label: tool.label, name: tool.name, arguments: text };
            return addWhole('mcp_approval_request', (position) => createApprovalDraft(position, call));
          });
        case 'prompt-logprobs':
        case 'tool-exchange-end':
        case 'limit-reached':
        case 'turn-end':
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
