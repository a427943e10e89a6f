import type { Parsing, TextSource } from '../text-source.ts';
import { readUpTo } from '../tool-name.ts';

/** How text is set apart in a notation for values that is not JSON, by the mark on either side of it. */
export type Quotes = ReadonlyMap<string, { escapes: boolean }>;

type Emit = (json: string) => void;

/**
 * Writes a value as JSON while it comes: text, numbers, `{key: value}`, `[value]`, `true`, `None` and the like.
 *
 * @returns false where it stops being a value; what was passed until then is written, and the rest is ahead.
 */
function* literalValue(source: TextSource, emit: Emit, quotes: Quotes): Parsing<boolean> {
  yield* source.skipSpace();
  const opening = yield* source.acceptOneOf([...quotes.keys(), '{', '[', '(']);
  if (opening === undefined) return yield* scalar(source, emit);
  source.drop();
  if (opening === '{') return yield* literalMembers(source, emit, quotes, { keyEnd: ':', close: '}' });
  if (opening === '[' || opening === '(') {
    const close = opening === '[' ? ']' : ')';
    return yield* sequence(source, emit, { open: '[', close: ']' }, close, () => literalValue(source, emit, quotes));
  }
  return yield* quoted(source, emit, opening, quotes);
}

/** Members of an object, behind what opens it, up to and with what closes it. @returns as `literalValue`. */
export function literalMembers(
  source: TextSource,
  emit: Emit,
  quotes: Quotes,
  { keyEnd, close }: { keyEnd: ':' | '='; close: '}' | ')' },
): Parsing<boolean> {
  return sequence(source, emit, { open: '{', close: '}' }, close, function* () {
    const mark = yield* source.acceptOneOf([...quotes.keys()]);
    if (mark === undefined) {
      const key = yield* readUpTo(source, keyEnd, /^[^"'{}[\](),<>=:]{1,100}$/);
      if (key === undefined) return false;
      emit(JSON.stringify(key));
    } else {
      source.drop();
      if (!(yield* quoted(source, emit, mark, quotes))) return false;
      yield* source.skipSpace();
      if (!(yield* source.accept(keyEnd))) return false;
    }
    source.drop();
    emit(': ');
    return yield* literalValue(source, emit, quotes);
  });
}

function* sequence(
  source: TextSource,
  emit: Emit,
  json: { open: string; close: string },
  close: string,
  item: () => Parsing<boolean>,
): Parsing<boolean> {
  emit(json.open);
  for (let separator = ''; ; separator = ', ') {
    yield* source.skipSpace();
    if (yield* source.accept(close)) break;
    emit(separator);
    source.drop();
    if (!(yield* item())) return false;
    yield* source.skipSpace();
    if (yield* source.accept(',')) source.drop();
    else if (yield* source.accept(close)) break;
    else return false;
  }
  source.drop();
  emit(json.close);
  return true;
}

function* scalar(source: TextSource, emit: Emit): Parsing<boolean> {
  let text: string;
  for (;;) {
    text = /^[-+.\w]*/.exec(source.ahead)![0];
    if (text.length < source.ahead.length || source.ended) break;
    yield;
  }
  if (text === '') return false;
  source.advance(text.length);
  source.drop();
  emit(words.get(text) ?? (isNumber.test(text) ? text : JSON.stringify(text)));
  return true;
}

const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const words: ReadonlyMap<string, string> = new Map([
  ...['true', 'false', 'null'].map((word) => [word, word] as const),
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
]);

/** Text up to and with its mark, which may stand in it where nothing behind it tells that the text is over. */
function* quoted(source: TextSource, emit: Emit, mark: string, quotes: Quotes): Parsing<boolean> {
  const { escapes } = quotes.get(mark)!;
  const write = (text: string): void => emit(JSON.stringify(text).slice(1, -1));
  emit('"');
  for (;;) {
    const found = yield* source.until(escapes ? [mark, '\\'] : [mark], ({ text }) => write(text));
    if (found === undefined) return false;
    if (found !== mark) {
      source.drop();
      write(yield* escaped(source));
    } else if (!escapes || !(yield* source.hasMore()) || /^[\s,)\]}:=]/.test(source.ahead)) {
      source.drop();
      emit('"');
      return true;
    } else write(source.take().text);
  }
}

const escapedCharacters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** What a backslash and what follows it stand for. */
function* escaped(source: TextSource): Parsing<string> {
  if (!(yield* source.hasMore())) return '\\';
  const unicode = /^u(?:[\dA-Fa-f]{4})?/;
  while (/^u[\dA-Fa-f]{0,3}$/.test(source.ahead) && !source.ended) yield;
  const text = unicode.exec(source.ahead)?.[0] ?? String.fromCodePoint(source.ahead.codePointAt(0)!);
  source.advance(text.length);
  source.drop();
  if (text.length > 1 && text.startsWith('u')) return String.fromCharCode(Number.parseInt(text.slice(1), 16));
  return escapedCharacters[text] ?? (/["'\\/]/.test(text) ? text : `\\${text}`);
}
