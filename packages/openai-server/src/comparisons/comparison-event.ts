import type { ChoiceEvent } from '../generation/choice-event.ts';
import { encodeFinishReason, type FinishReasonWire } from '../generation/finish-reason.ts';
import type { ComparisonWire } from './comparison-wire.ts';

/** An event of a streamed comparison; its `type` is also its name. Nothing tells of models. */
export type ComparisonEvent =
  | { type: 'draft_start'; index: number }
  | { type: 'draft_text'; index: number; text: string }
  | { type: 'draft_reasoning'; index: number; text: string }
  | { type: 'draft_done'; index: number; finish_reason: FinishReasonWire }
  /** Last. */
  | { type: 'comparison'; comparison: ComparisonWire };

/** Calls of tools come with the whole. */
export function encodeDraftEvent({ index, event }: ChoiceEvent): ComparisonEvent | undefined {
  switch (event.type) {
    case 'generation-start':
      return { type: 'draft_start', index };
    case 'text-delta':
      return event.text === '' ? undefined : { type: 'draft_text', index, text: event.text };
    case 'reasoning-delta':
      return { type: 'draft_reasoning', index, text: event.text };
    case 'generation-end':
      return { type: 'draft_done', index, finish_reason: encodeFinishReason(event.finishReason) };
    case 'prompt-logprobs':
    case 'tool-call-start':
    case 'tool-call-delta':
    case 'tool-call-end':
    default:
      return undefined;
  }
}
