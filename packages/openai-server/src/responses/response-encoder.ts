import { encodeError } from '../errors/wire-error.ts';
import type { Toolset } from '../mcp-tools/toolset.ts';
import type { ToolLoopEvent } from '../tool-loop/tool-loop-event.ts';
import type { Item } from './item.ts';
import { createOutputItems } from './output-items.ts';
import {
  createResource,
  type Outcome,
  type ResponseEnd,
  type ResponseHead,
  type ResponseResource,
  type ResponseSettings,
} from './response-resource.ts';
import type { ErrorEvent, ItemEvent, LifecycleEvent, ResponseStreamEvent } from './stream-event.ts';

/** A response as it grows: in pieces for a stream, whole for its body and for the store. Pure: it writes nothing itself. */
export interface ResponseEncoder {
  /** The events of the stream that `event` makes. The last of the stream comes from `finish` or `fail`. */
  encode(event: ToolLoopEvent): ResponseStreamEvent[];
  finish(): ResponseStreamEvent[];
  fail(error: unknown): ResponseStreamEvent[];
  /** The response as it is now. */
  response(): ResponseResource;
}

/** @param options.context what comes before the response, which says what its client knows already. */
export function createResponseEncoder(
  head: ResponseHead,
  settings: ResponseSettings,
  { toolset, context = [] }: { toolset?: Toolset | undefined; context?: readonly Item[] | undefined } = {},
): ResponseEncoder {
  const functions = new Set(settings.tools.flatMap((tool) => (tool.type === 'function' ? [tool.name] : [])));
  const output = createOutputItems(head.id, {
    summarise: settings.reasoning.summary !== null,
    toolset,
    isFunction: (name) => functions.has(name),
    approved: new Set(context.flatMap((item) => (item.type === 'mcp_approval_request' ? [item.id] : []))),
  });
  const known = new Set(context.flatMap((item) => (item.type === 'mcp_list_tools' ? [item.server_label] : [])));
  const listings = toolset?.listings.filter(({ label }) => !known.has(label)) ?? [];
  let outcome: Outcome = { status: 'in_progress' };
  let isBegun = false;
  let sequenceNumber = 0;

  const number = (event: ItemEvent | LifecycleEvent | ErrorEvent): ResponseStreamEvent => {
    const numbered = { ...event, sequence_number: sequenceNumber };
    sequenceNumber += 1;
    return numbered;
  };
  const response = (): ResponseResource => createResource(head, settings, { outcome, output: output.items() });
  const begin = (): ResponseStreamEvent[] => {
    if (isBegun) return [];
    isBegun = true;
    return [
      number({ type: 'response.created', response: response() }),
      number({ type: 'response.in_progress', response: response() }),
      ...listings.flatMap((listing) => output.list(listing)).map(number),
    ];
  };

  return {
    encode: (event) => {
      const events = [...begin(), ...output.add(event).map(number)];
      if (event.type === 'generation-end' || event.type === 'turn-end') outcome = { status: 'ended', end: event };
      if (event.type === 'approval-needed') {
        outcome = { status: 'ended', end: { ...event.turn, finishReason: 'tool-calls' } };
      }
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

function terminalType({ finishReason }: ResponseEnd): 'response.completed' | 'response.incomplete' {
  return finishReason === 'length' ? 'response.incomplete' : 'response.completed';
}

/** OpenAI's codes of failed responses. */
function failureCode(status: number): string {
  if (status === 429) return 'rate_limit_exceeded';
  return status < 500 ? 'invalid_prompt' : 'server_error';
}
