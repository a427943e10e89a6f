import { TuneloopError } from '@tuneloop/protocol';
import { conversationIdOf, ownerOf } from '../../conversations/answer-conversations.ts';
import { disconnectSignal } from '../../http/disconnect-signal.ts';
import { sendJson } from '../../http/send-json.ts';
import type { ConversationRun } from './conversation-run.ts';
import type { LabCall } from './lab-call.ts';
import { sendRun } from './send-run.ts';

/** `GET /lab/conversations/{id}/events`: the turn that runs, from its beginning to its end. Errors: `NOT_FOUND`. */
export async function answerRunEvents(call: LabCall): Promise<void> {
  const signal = disconnectSignal(call.response);
  await sendRun(findRun(call), call, { stream: true, signal });
}

/** `POST /lab/conversations/{id}/cancel`: ends the turn that runs; what had come is kept. Errors: `NOT_FOUND`. */
export async function answerCancelRun(call: LabCall): Promise<void> {
  const run = findRun(call);
  run.cancel();
  await run.ended;
  sendJson(call.response, 200, { status: 'success', conversation_id: conversationIdOf(call.request) });
}

function findRun({ runs, request }: LabCall): ConversationRun {
  const run = runs.find({ owner: ownerOf(request), id: conversationIdOf(request) });
  if (run) return run;
  throw new TuneloopError('NOT_FOUND', 'No answer is being made in this conversation at the moment.');
}
