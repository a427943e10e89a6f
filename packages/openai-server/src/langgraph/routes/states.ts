import { ownerOf } from '../../conversations/answer-conversations.ts';
import { disconnectSignal } from '../../http/disconnect-signal.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { sendJson } from '../../http/send-json.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import type { LangGraphCall } from '../langgraph-call.ts';
import { decodeMessages } from '../messages/decode-message.ts';
import { messagesOf } from '../runs/run-wire.ts';
import { extendHistory, findCheckpoint } from '../state/extend-history.ts';
import { readThread } from '../state/read-thread.ts';
import { encodeStateOf } from '../state/thread-dict.ts';
import { encodeCheckpoint } from '../state/thread-state.ts';
import { historySchema, stateQuestionSchema, stateUpdateSchema } from './state-wire.ts';
import { threadIdOf } from './threads.ts';

/** `POST /threads/{id}/history`: every state of every branch, the latest first. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerHistory(call: LangGraphCall): Promise<void> {
  const { settings, request, response } = call;
  const body = request.method === 'GET' ? historyQuery(request.query) : await readJsonBody(request, settings.limits);
  const wire = validateWire(historySchema, body);
  const owner = ownerOf(request);
  const thread = await readThread(settings, owner, threadIdOf(call));
  const before = wire.before?.checkpoint_id ?? wire.before?.configurable?.checkpoint_id ?? undefined;
  const hasBegun = thread.all.length > 1;
  const found = thread.all.filter(({ id }) => hasBegun && (before === undefined || id < before));
  const page = found.slice(0, wire.limit ?? 10);
  sendJson(
    response,
    200,
    page.map((one) => encodeStateOf(call, owner, thread, one)),
  );
}

/** `GET /threads/{id}/state`, `GET …/state/{checkpoint}`, `POST …/state/checkpoint`. Errors: `NOT_FOUND`. */
export async function answerState(call: LangGraphCall): Promise<void> {
  const { settings, request, response } = call;
  const asked = request.method === 'GET' ? {} : await readJsonBody(request, settings.limits);
  const wire = validateWire(stateQuestionSchema, asked);
  const inPath = request.params['checkpoint'];
  const id = wire.checkpoint?.checkpoint_id ?? (inPath === undefined ? undefined : String(inPath));
  const owner = ownerOf(request);
  const thread = await readThread(settings, owner, threadIdOf(call));
  const state = encodeStateOf(call, owner, thread, findCheckpoint(thread, id));
  // As long as nothing was said there is no state, which is told by the checkpoint.
  sendJson(
    response,
    200,
    thread.all.length > 1 ? state : { ...state, values: {}, next: [], tasks: [], checkpoint: null },
  );
}

/**
 * `POST /threads/{id}/state`: adds messages, behind a checkpoint if one is named, without running anything.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST`, `BUSY`.
 */
export async function answerUpdateState(call: LangGraphCall): Promise<void> {
  const { settings, turns, request, response } = call;
  const body = await readJsonBody(request, settings.limits);
  const wire = validateWire(stateUpdateSchema, body);
  const incoming = decodeMessages(messagesOf(wire.values, 'values'), ['values', 'messages']);
  const owner = ownerOf(request);
  const id = threadIdOf(call);
  await turns.between({ owner, id }, disconnectSignal(response), async () => {
    const thread = await readThread(settings, owner, id);
    const named = wire.checkpoint?.checkpoint_id ?? wire.checkpoint_id ?? undefined;
    await extendHistory(settings, { owner, thread, from: findCheckpoint(thread, named) }, incoming);
  });
  const { head } = await readThread(settings, owner, id);
  const dict = encodeCheckpoint(id, head);
  sendJson(response, 200, { checkpoint: dict, configurable: dict, checkpoint_id: head.id });
}

function historyQuery(query: Record<string, unknown>): Record<string, unknown> {
  const { limit, before } = query;
  return {
    ...(limit !== undefined && { limit: typeof limit === 'string' ? Number(limit) : limit }),
    ...(before !== undefined && { before: { checkpoint_id: before } }),
  };
}
