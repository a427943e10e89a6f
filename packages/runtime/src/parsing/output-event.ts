import type {
  ReasoningDeltaEvent,
  TextDeltaEvent,
  ToolCallDeltaEvent,
  ToolCallEndEvent,
  ToolCallStartEvent,
} from '@tuneloop/protocol';

/** Content, with the place in the model's output where it stood, in UTF-16 units: what finds its log-probabilities. */
export interface PlacedTextEvent extends TextDeltaEvent {
  at: number;
}

/** The model's turn is over, although it may go on. */
export interface TurnEndEvent {
  type: 'turn-end';
}

export type OutputEvent =
  | PlacedTextEvent
  | ReasoningDeltaEvent
  | ToolCallStartEvent
  | ToolCallDeltaEvent
  | ToolCallEndEvent
  | TurnEndEvent;
