import type { GenerationEndEvent, GenerationEvent } from '@tuneloop/protocol';
import { encodeError } from '../errors/wire-error.ts';
import { createOutputItems } from './output-items.ts';
import {
  createResource,
  type Outcome,
  type ResponseHead,
  type ResponseResource,
  type ResponseSettings,
} from './response-resource.ts';
import type { ErrorEvent, ItemEvent, LifecycleEvent, ResponseStreamEvent } from './stream-event.ts';

/** A response as it grows: in pieces for a stream, whole for its body and for the store. Pure: it writes nothing itself. */
export interface ResponseEncoder {
  /** The events of the stream that `event` makes. The last of the stream comes from `finish` or `fail`. */
  encode(event: GenerationEvent): ResponseStreamEvent[];
  finish(): ResponseStreamEvent[];
  fail(error: unknown): ResponseStreamEvent[];
  /** The response as it is now. */
  response(): ResponseResource;
}

export function createResponseEncoder(head: ResponseHead, settings: ResponseSettings): ResponseEncoder {
  const output = createOutputItems(head.id, { summarise: settings.reasoning.summary !== null });
  let outcome: Outcome = { status: 'in_progress' };
  let sequenceNumber = 0;

  const number = (event: ItemEvent | LifecycleEvent | ErrorEvent): ResponseStreamEvent => {
    const numbered = { ...event, sequence_number: sequenceNumber };
    sequenceNumber += 1;
    return numbered;
  };
  const response = (): ResponseResource => createResource(head, settings, { outcome, output: output.items() });

  return {
    encode: (event) => {
      if (event.type === 'generation-start') {
        return [
          number({ type: 'response.created', response: response() }),
          number({ type: 'response.in_progress', response: response() }),
        ];
      }
      const events = output.add(event).map(number);
      if (event.type === 'generation-end') outcome = { status: 'ended', end: event };
      return events;
    },
    finish: () => {
      if (outcome.status !== 'ended')
        throw new Error('The engine ended a generation without its generation-end event.');
      return [number({ type: terminalType(outcome.end), response: response() })];
    },
    fail: (error) => {
      const { status, body } = encodeError(error);
      output.abandon();
      outcome = { status: 'failed', error: { code: failureCode(status), message: body.error.message } };
      const { type, code, message, param } = body.error;
      return [
        number({ type: 'error', code, message, param, error: { type, code, message, param } }),
        number({ type: 'response.failed', response: response() }),
      ];
    },
    response,
  };
}

function terminalType({ finishReason }: GenerationEndEvent): 'response.completed' | 'response.incomplete' {
  return finishReason === 'length' ? 'response.incomplete' : 'response.completed';
}

/** OpenAI's codes of failed responses. */
function failureCode(status: number): string {
  if (status === 429) return 'rate_limit_exceeded';
  return status < 500 ? 'invalid_prompt' : 'server_error';
}
