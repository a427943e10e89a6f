import type { GenerationEndEvent, GenerationEvent } from '@tuneloop/protocol';
import type { ToolLoopEvent, ToolResultEvent } from '../tool-loop/tool-loop-event.ts';

/** What a chat completion shows of a turn with tools. */
export type TurnEvent = GenerationEvent | ToolResultEvent;

/**
 * A turn as its client sees it: only the calls of its own functions, counted anew, and one end, with the usage of all
 * generations. Each generation still begins with `generation-start`.
 */
export async function* clientEvents(
  turn: AsyncIterable<ToolLoopEvent>,
  isFunction: (name: string) => boolean,
): AsyncGenerator<TurnEvent, void, undefined> {
  const calls = new Map<number, number>();
  let last: GenerationEndEvent | undefined;
  for await (const event of turn) {
    switch (event.type) {
      case 'generation-start':
        calls.clear();
        yield event;
        break;
      case 'text-delta':
      case 'reasoning-delta':
      case 'tool-result':
      case 'prompt-logprobs':
        yield event;
        break;
      case 'tool-call-start':
        if (!isFunction(event.name)) break;
        calls.set(event.index, calls.size);
        yield { ...event, index: calls.size - 1 };
        break;
      case 'tool-call-delta':
      case 'tool-call-end': {
        const index = calls.get(event.index);
        if (index !== undefined) yield { ...event, index };
        break;
      }
      case 'generation-end':
        last = event;
        break;
      case 'turn-end': {
        const { finishReason, usage, timings } = event;
        yield { ...last, type: 'generation-end', finishReason, usage, timings };
        break;
      }
      case 'tool-run-start':
      case 'tool-exchange-end':
      case 'approval-needed':
      case 'limit-reached':
        break;
    }
  }
}
