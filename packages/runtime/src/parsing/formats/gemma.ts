import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { readName } from '../tool-name.ts';
import { literalMembers, type Quotes } from './literal-value.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const callStart = '<|tool_call>';
const callEnd = '<tool_call|>';
const thoughtStart = '<|channel>thought';
const thoughtEnd = '<channel|>';
const quote = '<|"|>';
const quotes: Quotes = new Map([
  [quote, { escapes: false }],
  ['"', { escapes: true }],
]);

/**
 * `<|tool_call>call:name{key:<|"|>text<|"|>,other:1}<tool_call|>`: Gemma 4. It may think in the middle of an answer too,
 * and close a thought that it never began.
 *
 * Source: https://ai.google.dev/gemma/docs/core/prompt-formatting-gemma4
 */
export const gemma: ToolCallFormat = {
  name: 'gemma',
  markup: [callStart, callEnd, quote, thoughtStart, thoughtEnd],
  frames: {},
  *parse(source, sink, tools) {
    const markers = [thoughtStart, thoughtEnd, ...(tools.length > 0 ? [callStart] : [])];
    let marker: string | undefined;
    while ((marker = yield* source.until(markers, (piece) => sink.text(piece))) !== undefined) {
      if (marker === callStart && !(yield* call(source, sink))) sink.text(source.take());
      else source.drop();
      if (marker === thoughtStart) yield* thought(source, sink);
    }
  },
  notation: {
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
  },
};

function* thought(source: TextSource, sink: OutputSink): Parsing {
  sink.beginReasoning();
  yield* source.until([thoughtEnd], ({ text }) => sink.reasoning(text));
  source.drop();
  sink.endReasoning();
}

/** @returns false when it is none; then nothing is taken. */
function* call(source: TextSource, sink: OutputSink): Parsing<boolean> {
  if (!(yield* source.accept('call:'))) return false;
  const name = yield* readName(source);
  if (name === undefined || !(yield* source.accept('{'))) return false;
  source.drop();
  sink.toolCallStart(name);
  const emit = (json: string): void => sink.toolCallArguments(json);
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
