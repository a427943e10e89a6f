import type { GenerationEvent } from '@tuneloop/protocol';
import type { StreamFraming } from './stream-framing.ts';

/** An event of one of the generations that answer a request. */
export interface ChoiceEvent {
  /** Position of the generation among the answer's choices, from 0. */
  index: number;
  event: GenerationEvent;
}

/** What every answer says about itself. */
export interface AnswerHead {
  id: string;
  /** Seconds since 1970. */
  created: number;
  model: string;
  systemFingerprint: string;
}

/** A wire format's way to send an answer in pieces. Pure: it writes nothing itself. */
export interface StreamEncoder<E = ChoiceEvent> {
  /** The chunks that `event` makes, mostly one or none. */
  encode(event: E): readonly object[];
  /** The chunks after the last event. */
  finish(): readonly object[];
  /** How the chunks become events of the stream; as OpenAI's chat completions do where left out. */
  framing?: StreamFraming;
}

/** A wire format's way to send an answer whole. */
export interface BodyEncoder<E = ChoiceEvent, B extends object = object> {
  add(event: E): void;
  /** After the last event. */
  body(): B;
}
