import type { Parsing, TextSource } from './text-source.ts';

const longest = 200;

/** What `pattern` allows up to `end`, without white space around it; both passed. `undefined` where it is not next. */
export function* readUpTo(source: TextSource, end: string, pattern: RegExp): Parsing<string | undefined> {
  for (;;) {
    const { ahead } = source;
    const at = ahead.indexOf(end);
    if (at !== -1 || source.ended || ahead.length > longest) {
      const name = at === -1 || at > longest ? '' : ahead.slice(0, at).trim();
      if (!pattern.test(name)) return undefined;
      source.advance(at + end.length);
      return name;
    }
    yield;
  }
}

/** A tool's name, as far as its characters go, passed. `undefined` where none is next. */
export function* readName(source: TextSource): Parsing<string | undefined> {
  yield* source.skipSpace();
  for (;;) {
    const name = /^[\w.-]*/.exec(source.ahead)![0];
    if (name.length < source.ahead.length || source.ended || name.length > longest) {
      if (!toolName.test(name)) return undefined;
      source.advance(name.length);
      return name;
    }
    yield;
  }
}

export const toolName: RegExp = /^[\w.-]{1,64}$/;
