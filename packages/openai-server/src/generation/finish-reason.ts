import type { FinishReason, GenerationEndEvent } from '@tuneloop/protocol';

export type FinishReasonWire = 'stop' | 'length' | 'tool_calls';

const finishReasons: Readonly<Record<FinishReason, FinishReasonWire>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
};

export function encodeFinishReason(reason: FinishReason): FinishReasonWire {
  return finishReasons[reason];
}

/** vLLM's name for the stop string that ended an answer. */
export function encodeStop({ stopSequence }: GenerationEndEvent): { stop_reason?: string } {
  return stopSequence === undefined ? {} : { stop_reason: stopSequence };
}
