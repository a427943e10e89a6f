import { JsonScanner } from './json-scanner.ts';
import type { OutputSink } from './output-sink.ts';
import type { Parsing, TextSource } from './text-source.ts';

/** Passes a JSON value without taking it. @returns its text; `undefined` where it is none, or not a whole one. */
export function* jsonText(source: TextSource): Parsing<string | undefined> {
  const scanner = new JsonScanner();
  let text = '';
  while (yield* source.hasMore()) {
    const { ahead } = source;
    const { length, status } = scanner.scan(ahead);
    text += ahead.slice(0, length);
    source.advance(length);
    if (status === 'complete') return text;
    if (status === 'invalid') return undefined;
  }
  return scanner.end() ? text : undefined;
}

/** As `jsonText`, for a string, decoded. */
export function* jsonString(source: TextSource): Parsing<string | undefined> {
  if (!(yield* source.hasMore()) || !source.ahead.startsWith('"')) return undefined;
  const text = yield* jsonText(source);
  return text === undefined ? undefined : decodeString(text);
}

export function decodeString(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Streams a call's arguments. Where they stop being JSON, everything up to the first of `closers` (which is left
 * there) is still the arguments' text, as the model wrote it: whoever runs the tool tells the model what is wrong.
 */
export function* streamArguments(source: TextSource, sink: OutputSink, closers: readonly string[]): Parsing {
  source.drop();
  // Some models write the arguments as text that holds JSON.
  if ((yield* source.hasMore()) && source.ahead.startsWith('"')) {
    const text = yield* jsonString(source);
    if (text !== undefined) {
      source.drop();
      sink.toolCallArguments(text);
      return;
    }
    source.rewind();
  }
  const scanner = new JsonScanner();
  while (yield* source.hasMore()) {
    const { length, status } = scanner.scan(source.ahead);
    source.advance(length);
    sink.toolCallArguments(source.take().text);
    if (status === 'complete') return;
    if (status === 'invalid') {
      const closer = yield* source.until(closers, ({ text }) => sink.toolCallArguments(text));
      if (closer !== undefined) source.rewind();
      return;
    }
  }
}
