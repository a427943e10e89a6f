import { TuneloopError, textOf, type ConversationOwner, type Message } from '@tuneloop/protocol';
import type { LabSettings } from '../../lab/lab-options.ts';
import { toolMessage } from '../../tool-loop/exchange.ts';
import { callsOf } from '../../tool-loop/paused-turn.ts';
import { toolCallsOf } from '../../tool-loop/turn.ts';
import { undecidedCalls } from '../interrupts/encode-interrupt.ts';
import { addMessages, type IdentifiedMessage } from '../messages/add-messages.ts';
import type { IncomingMessage } from '../messages/decode-message.ts';
import type { Checkpoint, IdentifiedStoredMessage } from './checkpoint.ts';
import { giveUpTurns, type ReadThread } from './read-thread.ts';

/** The checkpoint with this id, or where the conversation stands. Errors: `NOT_FOUND`. */
export function findCheckpoint({ all, head }: ReadThread, id: string | undefined): Checkpoint {
  const found = id === undefined ? head : all.find((checkpoint) => checkpoint.id === id);
  if (found) return found;
  throw new TuneloopError('NOT_FOUND', `There is no checkpoint "${id?.slice(0, 100)}" in this thread.`);
}

/**
 * Puts messages behind a checkpoint, which the conversation then goes on from, and keeps them. System messages become its
 * system prompt. Turns that wait are given up.
 *
 * @returns the whole history.
 */
export async function extendHistory(
  settings: LabSettings,
  place: { owner: ConversationOwner; thread: ReadThread; from: Checkpoint },
  incoming: readonly IncomingMessage[],
): Promise<IdentifiedStoredMessage[]> {
  const { owner, thread, from } = place;
  const { conversations } = settings;
  const { conversation } = thread;
  const systems = incoming.flatMap((item) =>
    item.type === 'message' && item.message.role === 'system' ? [textOf(item.message.content)] : [],
  );
  const stored = from.waiting ? from.parent!.history : from.history;
  const base = from.waiting ? answeredBase(from, stored, incoming) : stored;
  const change = addMessages(base, incoming);
  const next = dropOrphans([...base.slice(0, change.kept), ...change.added]);
  const parted = next.findIndex((entry, index) => entry !== stored[index]);
  const kept = parted === -1 ? next.length : parted;
  const added = next.slice(kept);
  const after = stored[kept - 1]?.id;
  if (systems.length > 0) await conversations.update(owner, conversation.id, { system: systems.join('\n\n') });
  await giveUpTurns(settings, owner, conversation.id);
  if (added.length === 0 && after === conversation.head) return stored.slice(0, kept);
  const made = await conversations.append(
    owner,
    conversation.id,
    added.map(({ message }) => message),
    { after: after ?? null, ids: added.map(({ id }) => id) },
  );
  return [...stored.slice(0, kept), ...made.map(({ id, message }) => ({ id, message }))];
}

/**
 * Where a turn waits and the client answers its calls itself, the answer with the calls and the results that there are
 * belong to the history; otherwise the answer is as if it had not been.
 */
function answeredBase(
  { history, waiting }: Checkpoint,
  stored: readonly IdentifiedStoredMessage[],
  incoming: readonly IncomingMessage[],
): readonly IdentifiedStoredMessage[] {
  const { id: turnId, turn } = waiting!;
  const answered = new Set(
    incoming.flatMap((item) =>
      item.type === 'message' && item.message.role === 'tool' ? [item.message.toolCallId] : [],
    ),
  );
  if (!undecidedCalls(turn).every(({ id }) => answered.has(id))) return stored;
  const results = callsOf(turn.paused).flatMap((call): IdentifiedStoredMessage[] => {
    const result = turn.paused.results[call.id];
    return result && !answered.has(call.id) ? [{ id: `${turnId}-${call.id}`, message: toolMessage(call, result) }] : [];
  });
  return [...history, ...results];
}

/** Results of calls that are not in the history, and answers some of whose calls have no result, are left out. */
function dropOrphans(messages: readonly IdentifiedMessage[]): IdentifiedMessage[] {
  const answered = new Set(messages.flatMap(({ message }) => (message.role === 'tool' ? [message.toolCallId] : [])));
  const isWhole = (message: Message): boolean => toolCallsOf(message).every(({ id }) => answered.has(id));
  const whole = messages.filter(({ message }) => isWhole(message));
  const called = new Set(whole.flatMap(({ message }) => toolCallsOf(message).map(({ id }) => id)));
  return whole.filter(({ message }) => message.role !== 'tool' || called.has(message.toolCallId));
}
