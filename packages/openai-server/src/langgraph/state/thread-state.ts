import { encodeMessageDicts, type MessageDict } from '../messages/message-dict.ts';
import { encodeInterrupts, type InterruptDict } from '../interrupts/encode-interrupt.ts';
import type { Checkpoint } from './checkpoint.ts';

export interface CheckpointDict {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
  checkpoint_map: null;
}

export interface ThreadValues {
  messages: MessageDict[];
}

/** What `GET /threads/{id}/state` answers. */
export interface ThreadStateDict {
  values: ThreadValues;
  next: string[];
  checkpoint: CheckpointDict;
  metadata: { source: 'input' | 'loop'; step: number; thread_id: string; parents: Record<string, never> };
  created_at: string;
  parent_checkpoint: CheckpointDict | null;
  tasks: {
    id: string;
    name: string;
    path: string[];
    error: string | null;
    interrupts: InterruptDict[];
    checkpoint: null;
    state: null;
    result: null;
  }[];
  interrupts: InterruptDict[];
}

export interface StateFacts {
  thread: string;
  isHead: boolean;
  /** Whether a run goes on from here. */
  isRunning: boolean;
  /** What the last run failed with. */
  error: string | undefined;
}

export function valuesOf({ history }: Pick<Checkpoint, 'history'>): ThreadValues {
  return { messages: encodeMessageDicts(history) };
}

/**
 * A state as LangGraph has it, of a graph of two nodes: `agent` generates, `tools` runs calls.
 *
 * Where a conversation stands, `next` is empty unless something runs or waits: clients take a next step without a reason
 * to wait for a breakpoint.
 */
export function encodeState(checkpoint: Checkpoint, { thread, isHead, isRunning, error }: StateFacts): ThreadStateDict {
  const { parent, waiting, history, createdAt } = checkpoint;
  const interrupts = waiting ? encodeInterrupts(waiting.id, waiting.turn) : [];
  const goesOn = !isHead || isRunning || waiting !== undefined || error !== undefined;
  const next = goesOn ? nextNodes(checkpoint) : [];
  return {
    values: valuesOf(checkpoint),
    next,
    checkpoint: encodeCheckpoint(thread, checkpoint),
    metadata: {
      source: history.at(-1)?.message.role === 'user' ? 'input' : 'loop',
      step: history.length - 1,
      thread_id: thread,
      parents: {},
    },
    created_at: createdAt,
    parent_checkpoint: parent ? encodeCheckpoint(thread, parent) : null,
    tasks: next.map((name) => ({
      id: `${checkpoint.id}:${name}`,
      name,
      path: ['__pregel_pull', name],
      error: isHead ? (error ?? null) : null,
      interrupts,
      checkpoint: null,
      state: null,
      result: null,
    })),
    interrupts,
  };
}

export function encodeCheckpoint(thread: string, { id }: Pick<Checkpoint, 'id'>): CheckpointDict {
  return { thread_id: thread, checkpoint_ns: '', checkpoint_id: id, checkpoint_map: null };
}

function nextNodes({ history }: Checkpoint): string[] {
  const last = history.at(-1)?.message;
  if (last === undefined) return ['__start__'];
  if (last.role !== 'assistant') return ['agent'];
  return (last.toolCalls ?? []).length > 0 ? ['tools'] : [];
}
