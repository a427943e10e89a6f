import { TuneloopError, type ConversationOwner, type LoadedModel, type Message } from '@tuneloop/protocol';
import { encodeFinishReason } from '../../generation/finish-reason.ts';
import { ToolCallAssembler } from '../../generation/tool-call-assembler.ts';
import type { ToolLoopEvent } from '../../tool-loop/tool-loop-event.ts';
import { addTotals, noTotals, type TurnTotals } from '../../tool-loop/turn-totals.ts';
import type { LabSettings } from '../lab-options.ts';
import { encodeAnswer, encodePending, type AnswerFacts } from './encode-answer.ts';
import type { LabEvent } from './lab-event.ts';
import { describeCall } from './tools-used.ts';
import type { WaitingTurn } from './waiting-turn.ts';

export interface TurnPlace {
  settings: LabSettings;
  owner: ConversationOwner;
  conversation: string;
  /** Id of the completion, by which the answer can be rated. */
  completion: string;
  /** Its lease ends with the turn. */
  model: LoadedModel;
  /** As the request named it. */
  modelName: string | undefined;
  /** Of a turn that was resumed. */
  before?: Pick<WaitingTurn, 'saved' | 'toolsUsed'> | undefined;
  /** Ids that messages are to be kept under; left out, the store chooses. */
  idsOf?: ((messages: readonly Message[]) => string[]) | undefined;
}

/**
 * The events of a turn for its readers, while what it says is kept in the conversation: each tool exchange when it is
 * whole, the answer at its end, and of an answer that was cancelled what had come.
 */
export async function* playTurn(
  loop: AsyncIterable<ToolLoopEvent>,
  place: TurnPlace,
  signal: AbortSignal,
): AsyncGenerator<LabEvent, void, undefined> {
  const { settings, owner, conversation, completion, modelName } = place;
  await using model = place.model;
  const { conversations, turns } = settings;
  const toolsUsed = [...(place.before?.toolsUsed ?? [])];
  const calls = new ToolCallAssembler();
  let saved = place.before?.saved ?? 0;
  let totals: TurnTotals = noTotals;
  let text = '';
  let isStarted = false;
  const facts = (): AnswerFacts => ({
    completion,
    conversation,
    modelKey: model.info.id,
    device: settings.control.device(),
    toolsUsed,
  });
  const save = async (messages: readonly Message[]): Promise<void> => {
    await conversations.append(owner, conversation, messages, { ids: place.idsOf?.(messages) });
    saved += messages.length;
    text = '';
  };

  try {
    for await (const event of loop) {
      if (!isStarted) yield { type: 'start', id: completion, conversation_id: conversation, model_key: model.info.id };
      isStarted = true;
      switch (event.type) {
        case 'text-delta':
          text += event.text;
          if (event.text !== '') yield { type: 'text', text: event.text };
          break;
        case 'reasoning-delta':
          yield { type: 'reasoning', text: event.text };
          break;
        case 'tool-call-start':
        case 'tool-call-delta':
        case 'tool-call-end': {
          const call = calls.add(event);
          if (call) yield { type: 'tool_call', ...call };
          break;
        }
        case 'tool-result': {
          const { id, name, result, durationMs } = event;
          toolsUsed.push(describeCall(event));
          yield { type: 'tool_result', id, name, result, duration_ms: durationMs };
          break;
        }
        case 'generation-end':
          totals = addTotals(totals, event);
          break;
        case 'tool-exchange-end':
          await save(event.messages);
          break;
        case 'limit-reached':
          yield { type: 'limit_reached', iterations: event.iterations };
          break;
        case 'approval-needed': {
          const { turn } = event;
          const { head } = await conversations.get(owner, conversation);
          const messageIds = place.idsOf?.(turn.messages.slice(saved));
          const state: WaitingTurn = { paused: turn, saved, toolsUsed, completion, model: modelName, head, messageIds };
          await turns.put(owner, { id: turn.id, conversation, state });
          const parts = { ...turn, finishReason: 'approval_needed', pending: encodePending(turn) } as const;
          yield { type: 'done', ...encodeAnswer(facts(), parts) };
          break;
        }
        case 'turn-end':
          await save(event.messages.slice(saved));
          yield {
            type: 'done',
            ...encodeAnswer(facts(), { ...event, finishReason: encodeFinishReason(event.finishReason) }),
          };
          break;
        case 'generation-start':
        case 'prompt-logprobs':
        case 'tool-run-start':
          break;
      }
    }
  } catch (error) {
    if (!signal.aborted || TuneloopError.from(error).code !== 'ABORTED') throw error;
    const messages: Message[] = text === '' ? [] : [{ role: 'assistant', content: text }];
    if (messages.length > 0) await save(messages);
    yield { type: 'done', ...encodeAnswer(facts(), { messages, ...totals, finishReason: 'cancelled' }) };
  }
}
