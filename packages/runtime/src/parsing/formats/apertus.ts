import { jsonString, streamArguments } from '../json-value.ts';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { toolName } from '../tool-name.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const callsStart = '<|tools_prefix|>';
const callsEnd = '<|tools_suffix|>';

const thoughtsStart = '<|inner_prefix|>';
const thoughtsEnd = '<|inner_suffix|>';

/**
 * `<|tools_prefix|>[{"name": {…}}, …]<|tools_suffix|>`, the name being the key of the arguments: Apertus. It calls tools
 * in the middle of its thoughts, `<|inner_prefix|>…<|inner_suffix|>`, too.
 *
 * Source: the chat template of Apertus-8B-Instruct
 */
export const apertus: ToolCallFormat = {
  name: 'apertus',
  markup: [callsStart, callsEnd, thoughtsStart, thoughtsEnd],
  frames: { thoughts: { open: thoughtsStart, close: thoughtsEnd } },
  *parse(source, sink, tools) {
    const callMarkers = tools.length > 0 ? [callsStart] : [];
    const markers = [thoughtsStart, thoughtsEnd, ...callMarkers];
    for (;;) {
      let marker = yield* source.until(markers, (piece) => sink.text(piece));
      if (marker === thoughtsStart) {
        source.drop();
        sink.beginReasoning();
        marker = yield* source.until([thoughtsEnd, ...callMarkers], ({ text }) => sink.reasoning(text));
        sink.endReasoning();
      }
      if (marker === undefined) return;
      if (marker === callsStart) yield* calls(source, sink);
      else source.drop();
    }
  },
  notation: {
    open: `${callsStart}[`,
    close: `]${callsEnd}`,
    between: ', ',
    before: (name) => [`{"${name}": `],
    after: '}',
  },
};

/** What is no call there is content. */
function* calls(source: TextSource, sink: OutputSink): Parsing {
  yield* source.skipSpace();
  if (!(yield* source.accept('[')) || !(yield* call(source, sink))) return sink.text(source.take());
  do yield* source.skipSpace();
  while ((yield* source.accept(',')) && (yield* call(source, sink)));
  source.rewind();
  for (const closer of [']', callsEnd]) {
    yield* source.skipSpace();
    if (yield* source.accept(closer)) source.drop();
    else source.rewind();
  }
}

/** @returns false when it is none; then nothing is taken. */
function* call(source: TextSource, sink: OutputSink): Parsing<boolean> {
  yield* source.skipSpace();
  if (!(yield* source.accept('{'))) return false;
  yield* source.skipSpace();
  const name = yield* jsonString(source);
  if (name === undefined || !toolName.test(name)) return false;
  yield* source.skipSpace();
  if (!(yield* source.accept(':'))) return false;
  yield* source.skipSpace();
  sink.toolCallStart(name);
  yield* streamArguments(source, sink, [callsEnd]);
  sink.toolCallEnd();
  yield* source.skipSpace();
  if (yield* source.accept('}')) source.drop();
  else source.rewind();
  return true;
}
