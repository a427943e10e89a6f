import { jsonCalls } from '../json-call.ts';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';

export interface CallMarks {
  /** What calls follow: a JSON object, several behind each other, or an array of them. */
  openers: readonly string[];
  /** What may stand behind them. */
  closers: readonly string[];
}

/** Content, with calls between marks. */
export function* markedCalls(source: TextSource, sink: OutputSink, { openers, closers }: CallMarks): Parsing {
  while ((yield* source.until(openers, (piece) => sink.text(piece))) !== undefined) {
    if (!(yield* jsonCalls(source, sink, { closers }))) sink.text(source.take());
    else yield* furtherCalls(source, sink, closers);
  }
}

/** Calls up to what closes them, which may be missing. */
function* furtherCalls(source: TextSource, sink: OutputSink, closers: readonly string[]): Parsing {
  for (;;) {
    yield* source.skipSpace();
    if ((yield* source.acceptOneOf(closers)) !== undefined) return source.drop();
    source.rewind();
    if (!(yield* jsonCalls(source, sink, { closers }))) return source.rewind();
  }
}
