import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { readName } from '../tool-name.ts';
import type { CallNotation } from './call-notation.ts';
import { literalMembers, type Quotes } from './literal-value.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

/** What the two generations of one notation call its parts. */
interface Marks {
  callStart: string;
  callEnd: string;
  /** On either side of text. */
  quote: string;
}

const marks: Marks = { callStart: '<|tool_call>', callEnd: '<tool_call|>', quote: '<|"|>' };
const thoughtStart = '<|channel>thought';
const thoughtEnd = '<channel|>';

/**
 * `<|tool_call>call:name{key:<|"|>text<|"|>,other:1}<tool_call|>`: Gemma 4. It may think in the middle of an answer too,
 * and close a thought that it never began.
 *
 * Source: https://ai.google.dev/gemma/docs/core/prompt-formatting-gemma4
 */
export const gemma: ToolCallFormat = {
  name: 'gemma',
  markup: [...Object.values<string>({ ...marks }), thoughtStart, thoughtEnd],
  callStart: marks.callStart,
  frames: {},
  *parse(source, sink, tools) {
    const markers = [thoughtStart, thoughtEnd, ...(tools.length > 0 ? [marks.callStart] : [])];
    let marker: string | undefined;
    while ((marker = yield* source.until(markers, (piece) => sink.text(piece))) !== undefined) {
      if (marker === thoughtStart) yield* reasoningTo(source, sink, markers);
      else if (marker === marks.callStart && !(yield* call(source, sink, marks))) sink.text(source.take());
      else source.drop();
    }
  },
  notation: notationOf(marks),
};

const earlierMarks: Marks = { callStart: '<start_function_call>', callEnd: '<end_function_call>', quote: '<escape>' };
const responseStart = '<start_function_response>';

/**
 * The same with other marks, `<start_function_call>call:name{key:<escape>text<escape>}<end_function_call>`:
 * FunctionGemma. Where a response is to begin, its turn is over.
 *
 * Source: https://ai.google.dev/gemma/docs/functiongemma/formatting-and-best-practices
 */
export const functionGemma: ToolCallFormat = {
  name: 'function-gemma',
  markup: [...Object.values<string>({ ...earlierMarks }), responseStart],
  *parse(source, sink) {
    const markers = [earlierMarks.callStart, responseStart];
    let marker: string | undefined;
    while ((marker = yield* source.until(markers, (piece) => sink.text(piece))) !== undefined) {
      if (marker === responseStart) {
        source.drop();
        sink.endTurn();
      } else if (!(yield* call(source, sink, earlierMarks))) sink.text(source.take());
    }
  },
  notation: notationOf(earlierMarks),
};

function notationOf({ callStart, callEnd, quote }: Marks): CallNotation {
  return {
    open: '',
    close: '',
    between: '',
    before: (name) => [`${callStart}call:${name}{`],
    after: `}${callEnd}`,
    parameters: {
      around: (key, isText) => {
        const mark = isText ? quote : '';
        return { before: [`${key}:${mark}`], after: mark };
      },
      between: ',',
      textEnd: quote,
    },
  };
}

/** A thought, up to and with its end, or up to what else begins. */
function* reasoningTo(source: TextSource, sink: OutputSink, markers: readonly string[]): Parsing {
  source.drop();
  sink.beginReasoning();
  const end = yield* source.until(markers, ({ text }) => sink.reasoning(text));
  if (end === thoughtEnd) source.drop();
  else source.rewind();
  sink.endReasoning();
}

/** @returns false when it is none; then nothing is taken. */
function* call(source: TextSource, sink: OutputSink, { callEnd, quote }: Marks): Parsing<boolean> {
  if (!(yield* source.accept('call:'))) return false;
  const name = yield* readName(source);
  if (name === undefined || !(yield* source.accept('{'))) return false;
  source.drop();
  sink.toolCallStart(name);
  const emit = (json: string): void => sink.toolCallArguments(json);
  const quotes: Quotes = new Map([
    [quote, { escapes: false }],
    ['"', { escapes: true }],
  ]);
  if (!(yield* literalMembers(source, emit, quotes, { keyEnd: ':', close: '}' }))) {
    source.rewind();
    // Whoever runs the tool tells the model what is wrong.
    if ((yield* source.until([callEnd], ({ text }) => emit(text))) !== undefined) source.rewind();
  }
  sink.toolCallEnd();
  yield* source.skipSpace();
  if (yield* source.accept(callEnd)) source.drop();
  else source.rewind();
  return true;
}
