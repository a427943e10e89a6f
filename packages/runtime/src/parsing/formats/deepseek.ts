import { streamArguments } from '../json-value.ts';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { readUpTo, toolName } from '../tool-name.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const callsBegin = '<｜tool▁calls▁begin｜>';
const callBegin = '<｜tool▁call▁begin｜>';
const separator = '<｜tool▁sep｜>';
const callEnd = '<｜tool▁call▁end｜>';
const callsEnd = '<｜tool▁calls▁end｜>';

/**
 * `<｜tool▁calls▁begin｜>` with, for each call, `<｜tool▁call▁begin｜>function<｜tool▁sep｜>name` and the arguments in a
 * code fence (V3, R1), or `<｜tool▁call▁begin｜>name<｜tool▁sep｜>` and the arguments as they are (V3.1).
 *
 * Source: https://huggingface.co/deepseek-ai/DeepSeek-V3.1#toolcall and the chat template of DeepSeek-R1
 */
export const deepseek: ToolCallFormat = {
  name: 'deepseek',
  markup: [callsBegin, callBegin, separator, callEnd, callsEnd],
  *parse(source, sink) {
    const markers = [callsBegin, callBegin, callsEnd];
    let marker: string | undefined;
    while ((marker = yield* source.until(markers, (piece) => sink.text(piece))) !== undefined) {
      if (marker !== callBegin) source.drop();
      else if (!(yield* call(source, sink))) sink.text(source.take());
    }
  },
};

function* call(source: TextSource, sink: OutputSink): Parsing<boolean> {
  let name = yield* readUpTo(source, separator, toolName);
  if (name === 'function') name = yield* readUpTo(source, '\n', toolName);
  if (name === undefined) return false;
  yield* source.skipSpace();
  const fenced = (yield* source.acceptOneOf(['```json', '```'])) !== undefined;
  yield* source.skipSpace();
  sink.toolCallStart(name);
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
