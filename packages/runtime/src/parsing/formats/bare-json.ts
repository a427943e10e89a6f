import type { ToolDefinition } from '@tuneloop/protocol';
import { jsonCall, jsonCalls, type JsonCallOptions } from '../json-call.ts';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { jsonNotation } from './call-notation.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

/** Calls at the beginning of the output or after one of `tags`; JSON that names no tool is content. */
function* bareCalls(
  source: TextSource,
  sink: OutputSink,
  tools: readonly ToolDefinition[],
  tags: readonly string[],
): Parsing {
  const names = new Set(tools.map(({ name }) => name));
  const options = { closers: [], isTool: (name: string) => names.has(name) };
  for (;;) {
    if (!(yield* callSequence(source, sink, options))) sink.text(source.take());
    if ((yield* source.until(tags, (piece) => sink.text(piece))) === undefined) return;
    source.drop();
  }
}

/** Calls, set apart by semicolons where there are several, perhaps in a code fence. */
function* callSequence(source: TextSource, sink: OutputSink, options: JsonCallOptions): Parsing<boolean> {
  yield* source.skipSpace();
  const fence = yield* source.acceptOneOf(['```json', '```']);
  if (!(yield* jsonCalls(source, sink, options))) return false;
  do {
    yield* source.skipSpace();
    if (yield* source.accept(';')) source.drop();
  } while (yield* jsonCall(source, sink, options));
  source.rewind();
  yield* source.skipSpace();
  if (fence !== undefined && (yield* source.accept('```'))) source.drop();
  else source.rewind();
  return true;
}

/**
 * `{"name": …, "arguments": …}` and nothing around it, but perhaps a code fence: for models whose template knows no
 * tools and which are told of them in the system message.
 */
export const generic: ToolCallFormat = {
  name: 'generic',
  markup: [],
  parse: (source, sink, tools) => bareCalls(source, sink, tools, []),
  notation: jsonNotation(),
};

/** A control token in Llama's vocabulary. */
const pythonTag = '<|python_tag|>';

/**
 * `{"name": …, "parameters": …}`, alone or after `<|python_tag|>`: Llama 3.1 to 3.3. What follows the tag without being
 * a call is code for a built-in tool; it is content here.
 *
 * Source: https://www.llama.com/docs/model-cards-and-prompt-formats/llama3_1/#json-based-tool-calling
 */
export const llama: ToolCallFormat = {
  name: 'llama',
  markup: [pythonTag],
  parse: (source, sink, tools) => bareCalls(source, sink, tools, [pythonTag]),
  notation: jsonNotation({ argumentsKey: 'parameters' }),
};
