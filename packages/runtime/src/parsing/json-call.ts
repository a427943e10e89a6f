import { decodeString, jsonString, jsonText, streamArguments } from './json-value.ts';
import type { OutputSink } from './output-sink.ts';
import type { Parsing, TextSource } from './text-source.ts';

export interface JsonCallOptions {
  /** What may follow a call whose arguments are not JSON; without any they go on to the end of the output. */
  closers: readonly string[];
  /** Whether a call of this name is one; where markup surrounds calls, all are. */
  isTool?: ((name: string) => boolean) | undefined;
}

const nameKeys = ['name', 'function', 'tool_name'];
const argumentKeys = ['arguments', 'parameters'];
const knownKeys: ReadonlySet<string> = new Set([...nameKeys, ...argumentKeys, 'type', 'id', 'tool_call_id']);

/**
 * A call as a JSON object: `{"name": "…", "arguments": {…}}`, or with `tool_name` or `parameters`; other members are passed over.
 *
 * @returns false when it is none: then nothing is taken, and the cursor is anywhere behind where it was.
 */
export function* jsonCall(source: TextSource, sink: OutputSink, options: JsonCallOptions): Parsing<boolean> {
  let name: string | undefined;
  let id: string | undefined;
  let early: string | undefined;
  let started = false;
  yield* source.skipSpace();
  if (!(yield* source.accept('{'))) return false;
  for (;;) {
    yield* source.skipSpace();
    const key = yield* jsonString(source);
    if (key === undefined) break;
    yield* source.skipSpace();
    if (!(yield* source.accept(':'))) break;
    yield* source.skipSpace();
    if (argumentKeys.includes(key) && name !== undefined && !started) {
      sink.toolCallStart(name, id);
      started = true;
      yield* streamArguments(source, sink, options.closers);
    } else {
      // Where no markup tells, an answer in JSON must not wait for its end to turn out to be no call.
      if (options.isTool !== undefined && !knownKeys.has(key)) break;
      const value = yield* jsonText(source);
      if (value === undefined) break;
      if (nameKeys.includes(key) && name === undefined) {
        name = decodeString(value);
        if (name === undefined || name === '' || options.isTool?.(name) === false) break;
      } else if (argumentKeys.includes(key)) early ??= value;
      else if (key === 'id') id = decodeString(value) || undefined;
      // A name that comes late still starts the call before the rest of the object.
      if (name !== undefined && early !== undefined && !started) {
        sink.toolCallStart(name, id);
        started = true;
        sink.toolCallArguments(decodeString(early) ?? early);
      }
    }
    if (started) source.drop();
    yield* source.skipSpace();
    if (yield* source.accept(',')) continue;
    if (!(yield* source.accept('}')) || name === undefined) break;
    if (!started) {
      sink.toolCallStart(name, id);
      sink.toolCallArguments('{}');
    }
    source.drop();
    sink.toolCallEnd();
    return true;
  }
  if (!started) return false;
  source.rewind();
  sink.toolCallEnd();
  return true;
}

/** Calls in an array, or one alone. @returns false when there is not even one; then nothing is taken. */
export function* jsonCalls(source: TextSource, sink: OutputSink, options: JsonCallOptions): Parsing<boolean> {
  yield* source.skipSpace();
  if (!(yield* source.accept('['))) return yield* jsonCall(source, sink, options);
  let any = false;
  while (yield* jsonCall(source, sink, options)) {
    any = true;
    yield* source.skipSpace();
    if (yield* source.accept(',')) {
      source.drop();
      continue;
    }
    if (yield* source.accept(']')) source.drop();
    else source.rewind();
    return true;
  }
  if (any) source.rewind();
  return any;
}
