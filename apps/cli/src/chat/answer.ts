import { TuneloopError, type FinishReason, type Message, type Timings, type Usage } from '@tuneloop/protocol';
import type { AnswerEvent, ToolCallEvent, ToolResultEvent } from './chat-model.ts';
import { AnswerMessages } from './tools/answer-messages.ts';

/** A whole answer, or what there was of it when the person stopped it. */
export interface Answer {
  text: string;
  reasoning: string;
  /** By which it can be rated; left out where nobody recorded it. */
  id?: string | undefined;
  /** The answer with its tool exchanges, which `text` leaves out; left out when there were none. */
  messages?: Message[] | undefined;
  finishReason: FinishReason | 'interrupted';
  usage?: Usage | undefined;
  timings?: Partial<Timings> | undefined;
}

export interface AnswerWriter {
  text(text: string): void;
  reasoning(text: string): void;
  toolCall(event: ToolCallEvent): void;
  toolResult(event: ToolResultEvent): void;
  notice(text: string): void;
}

/** Writes an answer as it comes and returns it. An abort ends it as `interrupted`; any other failure throws. */
export async function receiveAnswer(events: AsyncIterable<AnswerEvent>, writer: AnswerWriter): Promise<Answer> {
  const answer: Answer = { text: '', reasoning: '', finishReason: 'interrupted' };
  const parts = new AnswerMessages();
  try {
    for await (const event of events) {
      parts.add(event);
      if (event.type === 'tool-call') writer.toolCall(event);
      else if (event.type === 'tool-result') writer.toolResult(event);
      else if (event.type === 'notice') writer.notice(event.text);
      else if (event.type === 'generation-end') {
        answer.finishReason = event.finishReason;
        answer.id = event.id;
        answer.usage = event.usage;
        answer.timings = event.timings;
      } else if (event.type === 'reasoning-delta') {
        answer.reasoning += event.text;
        writer.reasoning(event.text);
      } else if (event.text !== '') {
        answer.text += event.text;
        writer.text(event.text);
      }
    }
  } catch (error) {
    if (TuneloopError.from(error).code !== 'ABORTED') throw error;
  }
  const { messages } = parts;
  if (messages.length > 1) answer.messages = messages;
  return answer;
}
