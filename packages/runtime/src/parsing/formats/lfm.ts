import { jsonCalls } from '../json-call.ts';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { readName } from '../tool-name.ts';
import { literalMembers, type Quotes } from './literal-value.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const callsStart = '<|tool_call_start|>';
const callsEnd = '<|tool_call_end|>';
const quotes: Quotes = new Map([
  ['"', { escapes: true }],
  ["'", { escapes: true }],
]);

/**
 * Calls in Python's notation, `<|tool_call_start|>[name(key="text", other=1)]<|tool_call_end|>`, or as JSON where the
 * system message asks for it: LFM2.
 *
 * Source: https://docs.liquid.ai/lfm/key-concepts/tool-use
 */
export const lfm: ToolCallFormat = {
  name: 'lfm',
  markup: [callsStart, callsEnd],
  callStart: callsStart,
  *parse(source, sink) {
    while ((yield* source.until([callsStart], (piece) => sink.text(piece))) !== undefined) {
      if (!(yield* pythonCalls(source, sink))) {
        source.rewind();
        source.advance(callsStart.length);
        if (!(yield* jsonCalls(source, sink, { closers: [callsEnd] }))) {
          sink.text(source.take());
          continue;
        }
      }
      yield* source.skipSpace();
      if (yield* source.accept(callsEnd)) source.drop();
      else source.rewind();
    }
  },
  notation: {
    open: `${callsStart}[`,
    close: `]${callsEnd}`,
    between: ', ',
    before: (name) => [`${name}(`],
    after: ')',
    parameters: { around: (key) => ({ before: [`${key}=`], after: '' }), between: ', ' },
  },
};

/** Calls in a list, or one alone. @returns false when there is not even one; then nothing is taken. */
function* pythonCalls(source: TextSource, sink: OutputSink): Parsing<boolean> {
  yield* source.skipSpace();
  const inList = yield* source.accept('[');
  if (!(yield* call(source, sink))) return false;
  for (;;) {
    yield* source.skipSpace();
    if (yield* source.accept(',')) {
      source.drop();
      if (yield* call(source, sink)) continue;
      source.rewind();
    } else if (inList && (yield* source.accept(']'))) source.drop();
    else source.rewind();
    return true;
  }
}

function* call(source: TextSource, sink: OutputSink): Parsing<boolean> {
  const name = yield* readName(source);
  if (name === undefined || !(yield* source.accept('('))) return false;
  source.drop();
  sink.toolCallStart(name);
  const emit = (json: string): void => sink.toolCallArguments(json);
  if (!(yield* literalMembers(source, emit, quotes, { keyEnd: '=', close: ')' }))) {
    source.rewind();
    // Whoever runs the tool tells the model what is wrong.
    if ((yield* source.until([callsEnd], ({ text }) => emit(text))) !== undefined) source.rewind();
  }
  sink.toolCallEnd();
  return true;
}
