import { streamArguments } from '../json-value.ts';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { readUpTo } from '../tool-name.ts';

export interface NamedJsonCalls {
  /** Around all calls; they say nothing. */
  frames: readonly string[];
  callStart: string;
  /** Between a call's name and its arguments. */
  separator: string;
  callEnd: string;
  /** What stands for the name, whose parts are `name` and perhaps `id`. */
  heading: RegExp;
}

/** Content, with calls as a name and then JSON. */
export function* namedJsonCalls(source: TextSource, sink: OutputSink, marks: NamedJsonCalls): Parsing {
  const markers = [...marks.frames, marks.callStart];
  let marker: string | undefined;
  while ((marker = yield* source.until(markers, (piece) => sink.text(piece))) !== undefined) {
    if (marker !== marks.callStart) source.drop();
    else if (!(yield* call(source, sink, marks))) sink.text(source.take());
  }
}

function* call(
  source: TextSource,
  sink: OutputSink,
  { separator, callEnd, heading }: NamedJsonCalls,
): Parsing<boolean> {
  let text = yield* readUpTo(source, separator, heading);
  // DeepSeek's R1 and V3 write the kind of tool in the name's place.
  if (text === 'function') text = yield* readUpTo(source, '\n', heading);
  const parts = heading.exec(text ?? '')?.groups;
  if (parts?.['name'] === undefined) return false;
  yield* source.skipSpace();
  const fenced = (yield* source.acceptOneOf(['```json', '```'])) !== undefined;
  yield* source.skipSpace();
  sink.toolCallStart(parts['name'], parts['id']);
  const closers = fenced ? ['```', callEnd] : [callEnd];
  yield* streamArguments(source, sink, closers);
  sink.toolCallEnd();
  for (const closer of closers) {
    yield* source.skipSpace();
    if (yield* source.accept(closer)) source.drop();
    else source.rewind();
  }
  return true;
}
