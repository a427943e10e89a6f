import { TuneloopError, type FinishReason, type Timings, type Usage } from '@tuneloop/protocol';
import type { AnswerEvent } from './chat-model.ts';

/** A whole answer, or what there was of it when the person stopped it. */
export interface Answer {
  text: string;
  reasoning: string;
  finishReason: FinishReason | 'interrupted';
  usage?: Usage | undefined;
  timings?: Partial<Timings> | undefined;
}

export interface AnswerWriter {
  text(text: string): void;
  reasoning(text: string): void;
}

/** Writes an answer as it comes and returns it. An abort ends it as `interrupted`; any other failure throws. */
export async function receiveAnswer(events: AsyncIterable<AnswerEvent>, writer: AnswerWriter): Promise<Answer> {
  const answer: Answer = { text: '', reasoning: '', finishReason: 'interrupted' };
  try {
    for await (const event of events) {
      if (event.type === 'generation-end') {
        answer.finishReason = event.finishReason;
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
  return answer;
}
