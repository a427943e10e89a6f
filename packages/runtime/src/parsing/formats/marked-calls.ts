import { jsonCalls } from '../json-call.ts';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';

/**
 * Content, with calls after any of `openers`: each a JSON object or an array of them, and one of `closers` behind it,
 * which may be missing.
 */
export function* markedCalls(
  source: TextSource,
  sink: OutputSink,
  openers: readonly string[],
  closers: readonly string[],
): Parsing {
  while ((yield* source.until(openers, (piece) => sink.text(piece))) !== undefined) {
    if (!(yield* jsonCalls(source, sink, { closers }))) {
      sink.text(source.take());
      continue;
    }
    yield* source.skipSpace();
    if ((yield* source.acceptOneOf(closers)) === undefined) source.rewind();
    else source.drop();
  }
}
