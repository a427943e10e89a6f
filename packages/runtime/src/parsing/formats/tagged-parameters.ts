import type { ToolDefinition } from '@tuneloop/protocol';
import { jsonText } from '../json-value.ts';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { readName, readUpTo } from '../tool-name.ts';
import { createParameterWriter, parameterTypes, type ParameterWriter } from './parameter-writer.ts';

/** Tags of a format that writes each parameter apart, its value as plain text. */
export interface ParameterTags {
  /** Around one call or several; models leave it out at times. */
  block: { open: readonly string[]; close: readonly string[] };
  /** With nothing behind the name, a parameter or the end must follow for it to be a call. */
  call: { open: string; nameEnd: string; close: string };
  parameter: {
    open: string;
    keyEnd: string;
    /** What may stand behind the key, and the types that it gives the value; otherwise the tool's schema tells. */
    attributes?: { end: string; types: Readonly<Record<string, string[] | undefined>> };
    /** Before the value. */
    valueOpen?: string;
    close: string;
  };
  /** One line break on either side of a value belongs to the tags. */
  padded: boolean;
}

/** Content, with calls whose parameters have tags of their own. */
export function* taggedParameters(
  source: TextSource,
  sink: OutputSink,
  tools: readonly ToolDefinition[],
  tags: ParameterTags,
): Parsing {
  const openers = [...tags.block.open, tags.call.open];
  let marker: string | undefined;
  while ((marker = yield* source.until(openers, (piece) => sink.text(piece))) !== undefined) {
    if (marker !== tags.call.open) {
      yield* source.skipSpace();
      if (!(yield* source.accept(tags.call.open))) {
        sink.text(source.take());
        continue;
      }
    }
    if (yield* call(source, sink, tools, tags)) yield* furtherCalls(source, sink, tools, tags);
    else sink.text(source.take());
  }
}

/** Calls up to the end of the block, which may be missing. */
function* furtherCalls(
  source: TextSource,
  sink: OutputSink,
  tools: readonly ToolDefinition[],
  tags: ParameterTags,
): Parsing {
  for (;;) {
    yield* source.skipSpace();
    if ((yield* source.acceptOneOf(tags.block.close)) !== undefined) return source.drop();
    const isNext = yield* source.accept(tags.call.open);
    if (!isNext || !(yield* call(source, sink, tools, tags))) return source.rewind();
  }
}

/** @returns false when it is none; then nothing is taken. */
function* call(
  source: TextSource,
  sink: OutputSink,
  tools: readonly ToolDefinition[],
  tags: ParameterTags,
): Parsing<boolean> {
  const { nameEnd, close } = tags.call;
  const name = yield* readName(source);
  if (name === undefined || !(yield* source.accept(nameEnd))) return false;
  const tool = tools.find((candidate) => candidate.name === name);
  const nextTag = function* (): Parsing<string | undefined> {
    yield* source.skipSpace();
    return yield* source.acceptOneOf([tags.parameter.open, close]);
  };
  if (nameEnd !== '') source.drop();
  let tag = yield* nextTag();
  if (tag === undefined && nameEnd === '') return false;
  sink.toolCallStart(name);
  let separator = '{';
  while (tag === tags.parameter.open) {
    source.drop();
    const heading = yield* readHeading(source, tags.parameter);
    if (heading === undefined) break;
    source.drop();
    sink.toolCallArguments(`${separator}${JSON.stringify(heading.key)}: `);
    separator = ', ';
    const types = heading.types ?? parameterTypes(tool, heading.key);
    const emit = (json: string): void => sink.toolCallArguments(json);
    const value = createParameterWriter({ types, padded: tags.padded, emit });
    if (!types.includes('string')) yield* readJson(source, value);
    yield* source.until([tags.parameter.close], ({ text }) => value.push(text));
    value.end();
    source.drop();
    tag = yield* nextTag();
  }
  sink.toolCallArguments(separator === '{' ? '{}' : '}');
  sink.toolCallEnd();
  if (tag === close) source.drop();
  else source.rewind();
  return true;
}

/** A list or an object, in which text may look like a tag; nothing is taken where it is none. */
function* readJson(source: TextSource, value: ParameterWriter): Parsing {
  yield* source.skipSpace();
  const text = /^[[{]/.test(source.ahead) ? yield* jsonText(source) : undefined;
  if (text === undefined) return source.rewind();
  source.drop();
  value.push(text);
}

/** A parameter's key, and its types where they are told; passed up to its value. */
function* readHeading(
  source: TextSource,
  { keyEnd, attributes, valueOpen }: ParameterTags['parameter'],
): Parsing<{ key: string; types?: string[] } | undefined> {
  const key = yield* readUpTo(source, keyEnd, /^[^<\n]{1,100}$/);
  if (key === undefined) return undefined;
  let types: string[] | undefined;
  if (attributes !== undefined) {
    const text = yield* readUpTo(source, attributes.end, /^[^<\n]{0,100}$/);
    if (text === undefined || !Object.hasOwn(attributes.types, text)) return undefined;
    types = attributes.types[text];
  }
  if (valueOpen !== undefined) {
    yield* source.skipSpace();
    if (!(yield* source.accept(valueOpen))) return undefined;
  }
  return { key, ...(types && { types }) };
}
