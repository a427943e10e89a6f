import type { FinishReason } from '@tuneloop/protocol';

export type FinishReasonWire = 'stop' | 'length' | 'tool_calls';

const finishReasons: Readonly<Record<FinishReason, FinishReasonWire>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
};

export function encodeFinishReason(reason: FinishReason): FinishReasonWire {
  return finishReasons[reason];
}
