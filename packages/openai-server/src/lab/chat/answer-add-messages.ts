import { decodeMessage } from '../../chat-completions/decode-message.ts';
import { answerRead, conversationIdOf, ownerOf } from '../../conversations/answer-conversations.ts';
import { isSaid } from '../../conversations/merge-history.ts';
import { addMessagesSchema } from '../../conversations/request-wire.ts';
import { requestProblem } from '../../errors/request-problem.ts';
import { disconnectSignal } from '../../http/disconnect-signal.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import type { LabCall } from './lab-call.ts';

/**
 * `POST /lab/conversations/{id}/messages`: makes the history what it was up to `after`, and then these messages, without
 * an answer of the model. Turns that wait are given up. What is left stays in the tree.
 *
 * Errors: `NOT_FOUND` (also `after`), `INVALID_REQUEST` (system messages), `BUSY`.
 */
export async function answerAddMessages({ settings, runs, request, response }: LabCall): Promise<void> {
  const { conversations, turns, limits } = settings;
  const signal = disconnectSignal(response);
  const wire = validateWire(addMessagesSchema, await readJsonBody(request, limits));
  const messages = wire.messages.map(decodeMessage);
  if (!messages.every(isSaid)) {
    const advice = 'messages: the system prompt is no message of the history; set `system_prompt` of the conversation';
    throw requestProblem('invalid_value', advice, 'messages');
  }
  const owner = ownerOf(request);
  const id = conversationIdOf(request);
  await runs.between({ owner, id }, signal, async () => {
    await conversations.append(owner, id, messages, { after: wire.after });
    for (const turn of await turns.list(owner, id)) await turns.take(owner, turn.id);
  });
  await answerRead({ conversations, settings, request, response });
}
