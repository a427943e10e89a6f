import { randomUUID } from 'node:crypto';
import { TuneloopError, type GenerateRequest, type LoadedModel, type ToolExecutor } from '@tuneloop/protocol';
import type { Request } from 'express';
import { promptMessages } from '../../conversations/prompt-messages.ts';
import { requestProblem } from '../../errors/request-problem.ts';
import type { LabEvent } from '../../lab/chat/lab-event.ts';
import { logOf, turnOf } from '../../lab/chat/log-of.ts';
import { loggedModel, type LoggedTurn } from '../../lab/chat/logged-model.ts';
import { loopOptions } from '../../lab/chat/loop-options.ts';
import type { TurnPlace } from '../../lab/chat/play-turn.ts';
import type { LabSettings } from '../../lab/lab-options.ts';
import { acquireModel } from '../../models/acquire-model.ts';
import { requireGeneration } from '../../models/require-capability.ts';
import { resumeToolLoop, runToolLoop } from '../../tool-loop/run-tool-loop.ts';
import { encodeInterrupts } from '../interrupts/encode-interrupt.ts';
import { decodeMessages } from '../messages/decode-message.ts';
import { unsavedMessages, type Checkpoint, type IdentifiedStoredMessage } from '../state/checkpoint.ts';
import { extendHistory, findCheckpoint } from '../state/extend-history.ts';
import { giveUpTurns, readThread, type ReadThread } from '../state/read-thread.ts';
import { decideTurn } from './decide-turn.ts';
import { playRun, playStill } from './play-run.ts';
import { RunEncoder } from './run-encoder.ts';
import type { RunRequest } from './run-wire.ts';
import type { ThreadRun } from './thread-run.ts';
import { TurnMessageIds } from './turn-message-ids.ts';

export interface RunPlan {
  settings: LabSettings;
  http: Request;
  run: ThreadRun;
  request: RunRequest;
  /** Of the assistant. */
  model: string | undefined;
  /** Whether the client may approve calls of tools. */
  approves: boolean;
}

type Play = (signal: AbortSignal) => AsyncIterable<LabEvent>;

/**
 * What a run is to do: the input is kept in the conversation, and the turn that answers it is made ready. Nothing else
 * happens in the conversation meanwhile.
 *
 * Errors: `INVALID_REQUEST`, `NOT_FOUND` (thread, checkpoint), `FORBIDDEN` (approving without `admin`), `MODEL_NOT_FOUND`, those of engines.
 */
export async function prepareRun(plan: RunPlan): Promise<Play> {
  const { settings, run, request } = plan;
  const { owner } = run;
  const thread = await readThread(settings, owner, run.thread);
  run.before = thread.conversation.head ?? null;
  const from = findCheckpoint(thread, request.checkpoint);
  if (request.resume !== undefined) return resume(plan, thread, from);
  const encoder = (history: readonly IdentifiedStoredMessage[], ids = new TurnMessageIds()): RunEncoder =>
    new RunEncoder({ run: run.id, thread: run.thread, ids, history, modes: run.modes });
  if (request.givesUp) {
    await giveUpTurns(settings, owner, run.thread);
    return playStill(run, encoder(from.waiting ? from.parent!.history : from.history));
  }
  const incoming = decodeMessages(request.messages, ['input', 'messages']);
  if (request.settings.system !== undefined) {
    await settings.conversations.update(owner, run.thread, { system: request.settings.system || null });
  }
  if (incoming.length === 0 && from.waiting && from === thread.head) {
    return playStill(run, encoder(from.history), encodeInterrupts(from.waiting.id, from.waiting.turn));
  }
  const last = from.history.at(-1)?.message;
  if (incoming.length === 0 && last?.role === 'assistant' && (last.toolCalls ?? []).length > 0) {
    const message = 'Its calls are done already: go on from the checkpoint behind them, or from the one before.';
    throw requestProblem('invalid_value', `checkpoint: ${message}`, 'checkpoint');
  }
  const history = await extendHistory(settings, { owner, thread, from }, incoming);
  if (history.length === 0 || history.at(-1)?.message.role === 'assistant') return playStill(run, encoder(history));
  return generate(plan, history);
}

async function generate(plan: RunPlan, history: readonly IdentifiedStoredMessage[]): Promise<Play> {
  const { settings, run, request, approves } = plan;
  const { owner } = run;
  const { sampling, maxTokens, enableTools } = request.settings;
  const { system, tools } = await settings.conversations.get(owner, run.thread);
  const messages = promptMessages(
    system,
    history.map(({ message }) => message),
  );
  const asked: GenerateRequest = { prompt: { type: 'messages', messages }, sampling, maxTokens, owner };
  const modelName = request.settings.model ?? plan.model;
  const leased = await acquireModel(settings.models, modelName, run.signal);
  return disposing(leased, async () => {
    requireGeneration(leased.info, asked);
    const executor = enableTools && tools ? await settings.loadTools() : undefined;
    const completion = completionId();
    const model = logged(plan, leased, { id: completion, place: { conversation: run.thread, turn: turnOf(asked) } });
    const approvals = approves ? 'pause' : 'refuse';
    const options = loopOptions(settings, { model, owner, maxTokens, approvals, executor });
    const ids = new TurnMessageIds();
    return playRun({
      run,
      ids,
      encoder: new RunEncoder({ run: run.id, thread: run.thread, ids, history, modes: run.modes }),
      place: placeOf(plan, { completion, model, modelName, ids }),
      loop: (signal) => runToolLoop(model, asked, { ...options, signal }),
    });
  });
}

async function resume(plan: RunPlan, thread: ReadThread, from: Checkpoint): Promise<Play> {
  const { settings, run, request, approves } = plan;
  const { owner } = run;
  const { waiting } = from;
  if (!waiting || from !== thread.head) {
    throw new TuneloopError('INVALID_REQUEST', 'Nothing waits for a decision in this thread: it went on already.', {
      details: { param: 'command.resume' },
    });
  }
  const decided = decideTurn(waiting.turn, request.resume, approves);
  const unsaved = unsavedMessages({ id: waiting.id, turn: decided.turn });
  const ids = new TurnMessageIds(unsaved.at(-1)?.id);
  const history = from.parent!.history;
  const encoder = new RunEncoder({ run: run.id, thread: run.thread, ids, history, modes: run.modes });
  if (!decided.isWhole) {
    await settings.turns.take(owner, waiting.id);
    await settings.turns.put(owner, { id: waiting.id, conversation: run.thread, state: decided.turn });
    return playStill(
      run,
      new RunEncoder({ run: run.id, thread: run.thread, ids, history: [...history, ...unsaved], modes: run.modes }),
      encodeInterrupts(waiting.id, decided.turn),
    );
  }
  const { turn } = decided;
  const leased = await acquireModel(settings.models, turn.model, run.signal);
  return disposing(leased, async () => {
    const executor = await toolsOf(settings, thread);
    const { request: asked, iterations } = turn.paused;
    const completion = turn.completion ?? waiting.id;
    const model = logged(plan, leased, {
      id: completion,
      generations: iterations,
      place: { conversation: run.thread, turn: turnOf(asked) },
    });
    await settings.turns.take(owner, waiting.id);
    const { maxTokens = model.info.contextSize } = asked;
    const options = loopOptions(settings, {
      model,
      owner,
      maxTokens,
      approvals: approves ? 'pause' : 'refuse',
      executor,
    });
    const { decisions } = decided;
    return playRun({
      run,
      ids,
      encoder,
      shown: unsaved,
      place: { ...placeOf(plan, { completion, model, modelName: turn.model, ids }), before: turn },
      loop: (signal) => resumeToolLoop(model, turn.paused, { ...options, decisions, signal }),
    });
  });
}

function placeOf(
  { settings, run }: RunPlan,
  facts: { completion: string; model: LoadedModel; modelName: string | undefined; ids: TurnMessageIds },
): TurnPlace {
  const { completion, model, modelName, ids } = facts;
  const idsOf: TurnPlace['idsOf'] = (messages) => ids.of(messages);
  return { settings, owner: run.owner, conversation: run.thread, completion, model, modelName, idsOf };
}

function logged(
  { settings, http, run }: RunPlan,
  model: LoadedModel,
  turn: Pick<LoggedTurn, 'id' | 'place' | 'generations'>,
): LoadedModel {
  return loggedModel(model, { ...logOf({ settings, request: http }, run.createdAt), ...turn });
}

async function toolsOf(settings: LabSettings, { conversation }: ReadThread): Promise<ToolExecutor | undefined> {
  return conversation.tools ? settings.loadTools() : undefined;
}

/** The lease ends with the turn, or at once where that does not begin. */
async function disposing(model: LoadedModel, work: () => Promise<Play>): Promise<Play> {
  try {
    return await work();
  } catch (error) {
    await model[Symbol.asyncDispose]();
    throw error;
  }
}

function completionId(): string {
  return `chat_${randomUUID().replaceAll('-', '')}`;
}
