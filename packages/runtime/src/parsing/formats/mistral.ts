import { jsonCalls } from '../json-call.ts';
import { streamArguments } from '../json-value.ts';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { jsonNotation } from './call-notation.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const opener = '[TOOL_CALLS]';
const named = /^([\w.-]{1,64})(?:\[CALL_ID\]([\w-]+))?(\[ARGS\])?\s*(?=\{)/;
/** As long as the text may still become `named`. */
const mayBeNamed = /^[\w.-]{0,64}(?:\[[A-Z_]{0,7}(?:\][\w-]*(?:\[[A-Z]{0,4}\]?)?)?)?\s*$/;

/**
 * `[TOOL_CALLS][{"name": …, "arguments": …}]` up to 2024, later `[TOOL_CALLS]name[ARGS]{…}` for each call, without
 * `[ARGS]` and with `[CALL_ID]…` in between: Mistral, Ministral, Magistral, Devstral.
 *
 * Source: https://docs.mistral.ai/capabilities/function_calling, https://github.com/mistralai/mistral-common
 */
export const mistral: ToolCallFormat = {
  name: 'mistral',
  markup: [opener, '[ARGS]', '[CALL_ID]'],
  *parse(source, sink) {
    while ((yield* source.until([opener], (piece) => sink.text(piece))) !== undefined) {
      const isCall = (yield* namedCall(source, sink)) || (yield* jsonCalls(source, sink, { closers: [opener] }));
      if (!isCall) sink.text(source.take());
    }
  },
  notation: jsonNotation({ open: `${opener}[`, close: ']', between: ', ' }),
};

/** As the templates since 2025 have it: each call with its name before its arguments. */
export const mistralNamed: ToolCallFormat = {
  ...mistral,
  notation: {
    open: '',
    close: '',
    between: '',
    before: (name) => [`${opener}${name}[ARGS]`],
    after: '',
  },
};

/** As Mistral Small 3.2 has it: an id between name and arguments. */
export const mistralNumbered: ToolCallFormat = {
  ...mistral,
  notation: {
    ...mistralNamed.notation,
    before: (name) => [`${opener}${name}[CALL_ID]`, { rule: '[a-zA-Z0-9]{9}', example: 'abcdefghi' }, '[ARGS]'],
  },
};

/** @returns false when it is none; then the cursor is where it was. */
function* namedCall(source: TextSource, sink: OutputSink): Parsing<boolean> {
  yield* source.skipSpace();
  while (!source.ended && mayBeNamed.test(source.ahead)) yield;
  const match = named.exec(source.ahead);
  if (match === null) return false;
  source.advance(match[0].length);
  sink.toolCallStart(match[1]!, match[2]);
  yield* streamArguments(source, sink, [opener]);
  sink.toolCallEnd();
  return true;
}
