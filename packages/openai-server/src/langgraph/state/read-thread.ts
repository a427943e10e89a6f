import type { Conversation, ConversationOwner } from '@tuneloop/protocol';
import { parseWaitingTurn, type WaitingTurn } from '../../lab/chat/waiting-turn.ts';
import type { LabSettings } from '../../lab/lab-options.ts';
import { checkpointsOf, type CheckpointTree } from './checkpoint.ts';

export interface ReadThread extends CheckpointTree {
  conversation: Conversation;
}

/** A stored conversation with every state that it was in. Errors: `NOT_FOUND`. */
export async function readThread(settings: LabSettings, owner: ConversationOwner, id: string): Promise<ReadThread> {
  const conversation = await settings.conversations.get(owner, id);
  const tree = await settings.conversations.tree(owner, id);
  const waiting = await findWaiting(settings, owner, conversation);
  return { conversation, ...checkpointsOf(conversation, tree, waiting) };
}

/** The turn that waits where the conversation stands; one that the conversation went on without is none. */
async function findWaiting(
  settings: LabSettings,
  owner: ConversationOwner,
  { id, head }: Pick<Conversation, 'id' | 'head'>,
): Promise<{ id: string; createdAt: string; turn: WaitingTurn } | undefined> {
  const turns = await settings.turns.list(owner, id);
  for (const stored of turns.toReversed()) {
    const turn = parseWaitingTurn(stored.state);
    if (turn.head === head) return { id: stored.id, createdAt: stored.createdAt, turn };
  }
  return undefined;
}

/** Turns that wait are given up: the conversation goes on. */
export async function giveUpTurns(settings: LabSettings, owner: ConversationOwner, thread: string): Promise<void> {
  for (const { id } of await settings.turns.list(owner, thread)) await settings.turns.take(owner, id);
}
