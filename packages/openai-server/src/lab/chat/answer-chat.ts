import { randomUUID } from 'node:crypto';
import {
  TuneloopError,
  type Conversation,
  type ConversationMessage,
  type GenerateRequest,
  type LoadedModel,
} from '@tuneloop/protocol';
import { endWithKey } from '../../auth/request-key.ts';
import { endAtDeadline } from '../../http/request-deadline.ts';
import { ownerOf } from '../../conversations/answer-conversations.ts';
import { mergeHistory } from '../../conversations/merge-history.ts';
import { promptMessages } from '../../conversations/prompt-messages.ts';
import { requestProblem } from '../../errors/request-problem.ts';
import { disconnectSignal } from '../../http/disconnect-signal.ts';
import { reportIgnored } from '../../http/ignored-header.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { acquireModel } from '../../models/acquire-model.ts';
import { requireGeneration } from '../../models/require-capability.ts';
import { runToolLoop } from '../../tool-loop/run-tool-loop.ts';
import { noTotals } from '../../tool-loop/turn-totals.ts';
import type { LabSettings } from '../lab-options.ts';
import { ConversationRun } from './conversation-run.ts';
import { encodeAnswer } from './encode-answer.ts';
import type { LabCall } from './lab-call.ts';
import type { LabEvent } from './lab-event.ts';
import { logOf, turnOf } from './log-of.ts';
import { loggedModel } from './logged-model.ts';
import { loopOptions } from './loop-options.ts';
import { playTurn } from './play-turn.ts';
import { decodeLabChat, type LabChat } from './request-wire.ts';
import { requireApprover } from './require-approver.ts';
import { sendRun } from './send-run.ts';

/**
 * `POST /chat`: answers in a stored conversation. The turn goes on, and its answer is kept, when the client goes away.
 *
 * Errors: `INVALID_REQUEST`, `FORBIDDEN` (approvals without the scope `admin`), `MODEL_NOT_FOUND`, `NOT_FOUND` (`replace_from`), `BUSY` (many requests for the same conversation), those of the engine.
 */
export async function answerChat(call: LabCall): Promise<void> {
  const { settings, runs, request, response } = call;
  const arrivedAt = new Date();
  const signal = disconnectSignal(response);
  const chat = decodeLabChat(await readJsonBody(request, settings.limits));
  if (chat.approvals === 'pause') requireApprover(request);
  const owner = ownerOf(request);
  const key = { owner, id: chat.conversation };
  if (chat.isReset) {
    await runs.between(key, signal, () => reset(settings, owner, chat));
    await sendRun(new ConversationRun(() => emptyAnswer(settings, chat)), call, { stream: chat.stream, signal });
    return;
  }
  const run = await runs.begin(key, signal, async () => {
    const leased = await acquireModel(settings.models, chat.model, signal);
    try {
      const conversation = await openConversation(settings, owner, chat);
      const executor = chat.enableTools && conversation.tools ? await settings.loadTools() : undefined;
      if (chat.enableTools && !executor) reportIgnored(response, ['enable_tools']);
      const generate = await extendHistory(settings, { owner, chat, conversation, model: leased });
      const completion = `chat_${randomUUID().replaceAll('-', '')}`;
      const model = loggedModel(leased, {
        ...logOf(call, arrivedAt),
        id: completion,
        place: { conversation: conversation.id, turn: turnOf(generate) },
      });
      const options = loopOptions(settings, { ...chat, model, owner, executor });
      const place = { settings, owner, conversation: conversation.id, completion, model, modelName: chat.model };
      return (runSignal) => playTurn(runToolLoop(model, generate, { ...options, signal: runSignal }), place, runSignal);
    } catch (error) {
      await leased[Symbol.asyncDispose]();
      throw error;
    }
  });
  endWithKey(request, run);
  endAtDeadline(request, run);
  await sendRun(run, call, { stream: chat.stream, signal });
}

/** The conversation, with the system prompt that the request brings. */
async function openConversation(
  settings: LabSettings,
  owner: string | undefined,
  chat: LabChat,
): Promise<Conversation> {
  const { conversations } = settings;
  const conversation = await conversations.open(owner, chat.conversation);
  if (chat.system === undefined || chat.system === (conversation.system ?? '')) return conversation;
  return conversations.update(owner, chat.conversation, { system: chat.system === '' ? null : chat.system });
}

/** Keeps what the client says, and makes the request for its answer. Turns that wait are given up: the talk went on. */
async function extendHistory(
  { conversations, turns }: LabSettings,
  context: { owner: string | undefined; chat: LabChat; conversation: Conversation; model: LoadedModel },
): Promise<GenerateRequest> {
  const { owner, chat, conversation, model } = context;
  const stored = await conversations.messages(owner, conversation.id);
  const history = stored.map(({ message }) => message);
  const { kept, added } =
    chat.replaceFrom === undefined
      ? mergeHistory(history, chat.messages)
      : { kept: indexOfMessage(stored, chat.replaceFrom), added: chat.messages };
  const messages = [...history.slice(0, kept), ...added];
  if (messages.at(-1)?.role === 'assistant') {
    throw requestProblem('invalid_value', 'messages: must end with what the user says', 'messages');
  }
  const { sampling, maxTokens } = chat;
  const prompt = { type: 'messages', messages: promptMessages(conversation.system, messages) } as const;
  const request: GenerateRequest = { prompt, sampling, maxTokens, owner };
  requireGeneration(model.info, request);
  for (const { id } of await turns.list(owner, conversation.id)) await turns.take(owner, id);
  if (kept < stored.length || added.length > 0) {
    const after = kept === stored.length ? undefined : (stored[kept - 1]?.id ?? null);
    await conversations.append(owner, conversation.id, added, { after });
  }
  return request;
}

function indexOfMessage(stored: readonly ConversationMessage[], id: string): number {
  const index = stored.findIndex((message) => message.id === id);
  if (index !== -1) return index;
  const message = `replace_from: there is no message "${id.slice(0, 100)}" in this conversation as it stands: read it again.`;
  throw new TuneloopError('NOT_FOUND', message, { details: { param: 'replace_from' } });
}

/** `messages: []` begins anew. */
async function reset({ conversations, turns }: LabSettings, owner: string | undefined, chat: LabChat): Promise<void> {
  await conversations.open(owner, chat.conversation);
  for (const { id } of await turns.list(owner, chat.conversation)) await turns.take(owner, id);
  await conversations.append(owner, chat.conversation, [], { after: null });
  if (chat.system !== undefined) await conversations.update(owner, chat.conversation, { system: chat.system || null });
}

async function* emptyAnswer(
  { models, control }: LabSettings,
  chat: LabChat,
): AsyncGenerator<LabEvent, void, undefined> {
  const [first] = await models.list();
  const facts = {
    completion: null,
    conversation: chat.conversation,
    modelKey: first?.id ?? '',
    device: control.device(),
    toolsUsed: [],
  };
  yield { type: 'done', ...encodeAnswer(facts, { messages: [], ...noTotals, finishReason: 'stop' }) };
}
