import type { Conversation, ConversationMessage, Message } from '@tuneloop/protocol';
import type { WaitingTurn } from '../../lab/chat/waiting-turn.ts';
import { checkpointId } from './checkpoint-id.ts';

/** A state that a conversation was in: the history up to a message, or before the first. */
export interface Checkpoint {
  id: string;
  parent: Checkpoint | undefined;
  createdAt: string;
  /** The last stored message; `undefined`: none. */
  message: string | undefined;
  /** The whole history. */
  history: readonly IdentifiedStoredMessage[];
  /** Where it waits for people, the turn and its id; then the last message of the history is not stored yet. */
  waiting: { id: string; turn: WaitingTurn } | undefined;
}

export interface IdentifiedStoredMessage {
  id: string;
  message: Message;
}

export interface CheckpointTree {
  /** The latest first. */
  all: Checkpoint[];
  /** Where the conversation stands. */
  head: Checkpoint;
}

/** What stands under a checkpoint: results of one exchange belong to one step. */
interface Node {
  entry: ConversationMessage;
  parent: Node | undefined;
  /** Messages of its history, itself included. */
  depth: number;
  isWithinExchange: boolean;
}

/**
 * Every state of a conversation that can be gone back to, also in histories that were left: before the first message,
 * after each message of a person or of the model, and after the results of all calls of one answer.
 *
 * @param waiting the turn that waits at the head, if one does.
 */
export function checkpointsOf(
  conversation: Conversation,
  tree: readonly ConversationMessage[],
  waiting?: { id: string; createdAt: string; turn: WaitingTurn },
): CheckpointTree {
  const nodes = readNodes(tree);
  const root: Checkpoint = {
    id: checkpointId(`root ${conversation.id}`, conversation.createdAt, 0),
    parent: undefined,
    createdAt: conversation.createdAt,
    message: undefined,
    history: [],
    waiting: undefined,
  };
  const made = new Map<string, Checkpoint>();
  const checkpointOf = (node: Node | undefined): Checkpoint => {
    let place = node;
    while (place?.isWithinExchange) place = place.parent;
    if (!place) return root;
    const at = place;
    const { entry, depth } = at;
    const known = made.get(entry.id);
    if (known) return known;
    const checkpoint: Checkpoint = {
      id: checkpointId(entry.id, entry.createdAt, depth),
      parent: checkpointOf(at.parent),
      createdAt: entry.createdAt,
      message: entry.id,
      // Made when it is asked for: all histories of a long conversation are much more than the conversation.
      get history() {
        return historyOf(at);
      },
      waiting: undefined,
    };
    made.set(entry.id, checkpoint);
    return checkpoint;
  };
  for (const node of nodes.values()) checkpointOf(node);
  let head = checkpointOf(conversation.head === undefined ? undefined : nodes.get(conversation.head));
  const all = [root, ...made.values()];
  if (waiting) {
    head = waitingCheckpoint(head, waiting);
    all.push(head);
  }
  return { all: all.toSorted((one, other) => (one.id < other.id ? 1 : -1)), head };
}

/** Ids of the messages that a turn which waits has not stored yet, given where it was kept without. */
export function unsavedMessages({ id, turn }: { id: string; turn: WaitingTurn }): IdentifiedStoredMessage[] {
  return turn.paused.messages.slice(turn.saved).map((message, index) => {
    return { id: turn.messageIds?.[index] ?? `${id}-${index}`, message };
  });
}

function waitingCheckpoint(
  before: Checkpoint,
  { id, createdAt, turn }: { id: string; createdAt: string; turn: WaitingTurn },
): Checkpoint {
  const history = [...before.history, ...unsavedMessages({ id, turn })];
  return {
    id: checkpointId(id, createdAt, history.length),
    parent: before,
    createdAt,
    message: before.message,
    history,
    waiting: { id, turn },
  };
}

/** By the message's id. A message stands behind its parent, so that parents are there first. */
function readNodes(tree: readonly ConversationMessage[]): Map<string, Node> {
  const nodes = new Map<string, Node>();
  for (const entry of tree) {
    const parent = entry.parent === undefined ? undefined : nodes.get(entry.parent);
    nodes.set(entry.id, { entry, parent, depth: (parent?.depth ?? 0) + 1, isWithinExchange: false });
    // A result that another one follows is no place to stop at.
    if (entry.message.role === 'tool' && parent?.entry.message.role === 'tool') parent.isWithinExchange = true;
  }
  return nodes;
}

function historyOf(node: Node): IdentifiedStoredMessage[] {
  const history: IdentifiedStoredMessage[] = [];
  for (let at: Node | undefined = node; at; at = at.parent)
    history.push({ id: at.entry.id, message: at.entry.message });
  return history.toReversed();
}
