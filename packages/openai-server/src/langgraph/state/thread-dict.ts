import type { ConversationOwner } from '@tuneloop/protocol';
import type { LangGraphCall } from '../langgraph-call.ts';
import { agentId, graphId } from '../routes/assistants.ts';
import type { InterruptDict } from '../interrupts/encode-interrupt.ts';
import { readThread, type ReadThread } from './read-thread.ts';
import { encodeState, valuesOf, type StateFacts, type ThreadStateDict, type ThreadValues } from './thread-state.ts';
import type { Checkpoint } from './checkpoint.ts';

export type ThreadStatus = 'idle' | 'busy' | 'interrupted' | 'error';

/** A thread, which is a stored conversation. */
export interface ThreadDict {
  thread_id: string;
  created_at: string;
  updated_at: string;
  state_updated_at: string;
  metadata: Record<string, unknown>;
  status: ThreadStatus;
  config: Record<string, never>;
  values: ThreadValues | null;
  interrupts: Record<string, InterruptDict[]>;
  error: string | null;
}

type Registry = Pick<LangGraphCall, 'settings' | 'runs' | 'turns'>;

export async function encodeThread(registry: Registry, owner: ConversationOwner, id: string): Promise<ThreadDict> {
  const thread = await readThread(registry.settings, owner, id);
  const { conversation, head } = thread;
  const state = encodeStateOf(registry, owner, thread, head);
  const error = failureOf(registry, owner, thread);
  const task = state.tasks.find(({ interrupts }) => interrupts.length > 0);
  const isBusy = isRunning(registry, owner, id);
  return {
    thread_id: id,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
    state_updated_at: conversation.updatedAt,
    metadata: {
      ...(conversation.title !== undefined && { title: conversation.title }),
      ...conversation.metadata,
      graph_id: graphId,
      assistant_id: conversation.metadata?.['assistant_id'] ?? agentId,
    },
    status: isBusy ? 'busy' : task ? 'interrupted' : error === undefined ? 'idle' : 'error',
    config: {},
    values: head.history.length === 0 ? null : valuesOf(head),
    interrupts: task ? { [task.id]: task.interrupts } : {},
    error: error ?? null,
  };
}

export function encodeStateOf(
  registry: Registry,
  owner: ConversationOwner,
  thread: ReadThread,
  checkpoint: Checkpoint,
): ThreadStateDict {
  const facts: StateFacts = {
    thread: thread.conversation.id,
    isHead: checkpoint === thread.head,
    isRunning: isRunning(registry, owner, thread.conversation.id),
    error: failureOf(registry, owner, thread),
  };
  return encodeState(checkpoint, facts);
}

function isRunning({ runs, turns }: Registry, owner: ConversationOwner, id: string): boolean {
  return turns.find({ owner, id }) !== undefined || runs.of(owner, id).some(({ isActive }) => isActive);
}

/** What the last run failed with, unless the conversation went on since, or waits as it did before. */
function failureOf(
  { runs }: Registry,
  owner: ConversationOwner,
  { conversation, head }: ReadThread,
): string | undefined {
  if (head.waiting) return undefined;
  const last = runs.of(owner, conversation.id).at(-1);
  return last?.status === 'error' && last.after === conversation.head ? last.error?.message : undefined;
}
