// A pattern may come from a model: a regular expression made of it could take for ever on a name made for that.

type Token = { type: 'star' } | { type: 'any' } | { type: 'set'; has: (character: string) => boolean };

const longestPattern = 512;
const mostAlternatives = 64;

export interface GlobOptions {
  ignoreCase?: boolean | undefined;
}

/**
 * Whether names, or paths with `/` between their names, match a pattern of `*`, `?`, `[a-z]`, `[!a-z]`, `{a,b}` and `**`
 * (any number of folders); `\` takes the next character as it is. Time is bounded by the product of the lengths.
 *
 * Errors: `RangeError` for a pattern of more than 512 characters or 64 alternatives.
 */
export function compileGlob(pattern: string, { ignoreCase = false }: GlobOptions = {}): (path: string) => boolean {
  if (pattern.length > longestPattern) throw new RangeError(`A pattern has at most ${longestPattern} characters.`);
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const alternatives = expandBraces(fold(pattern)).map((alternative) =>
    alternative.split('/').map((segment) => (segment === '**' ? ('globstar' as const) : tokens(segment))),
  );
  return (path) => {
    const names = fold(path)
      .split('/')
      .map((name) => Array.from(name));
    return alternatives.some((segments) =>
      matchSequence(
        segments,
        names,
        (segment) => segment === 'globstar',
        (segment, name) => segment !== 'globstar' && matchName(segment, name),
      ),
    );
  };
}

function matchName(pattern: readonly Token[], name: readonly string[]): boolean {
  return matchSequence(
    pattern,
    name,
    ({ type }) => type === 'star',
    (token, character) => token.type === 'any' || (token.type === 'set' && token.has(character)),
  );
}

/** Wildcards over a sequence: on a mismatch only the last wildcard takes one more, which is enough. */
function matchSequence<P, S>(
  pattern: readonly P[],
  sequence: readonly S[],
  isWildcard: (part: P) => boolean,
  fits: (part: P, item: S) => boolean,
): boolean {
  let p = 0;
  let s = 0;
  let wildcard = -1;
  let taken = 0;
  while (s < sequence.length) {
    const part = pattern[p];
    if (p < pattern.length && isWildcard(part!)) {
      wildcard = p;
      taken = s;
      p += 1;
    } else if (p < pattern.length && fits(part!, sequence[s]!)) {
      p += 1;
      s += 1;
    } else if (wildcard !== -1) {
      p = wildcard + 1;
      taken += 1;
      s = taken;
    } else {
      return false;
    }
  }
  return pattern.slice(p).every(isWildcard);
}

function tokens(segment: string): Token[] {
  const characters = Array.from(segment);
  const result: Token[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index]!;
    const end = character === '[' ? closingBracket(characters, index) : -1;
    if (character === '*') {
      if (result.at(-1)?.type !== 'star') result.push({ type: 'star' });
    } else if (character === '?') {
      result.push({ type: 'any' });
    } else if (end !== -1) {
      result.push({ type: 'set', has: characterSet(characters.slice(index + 1, end)) });
      index = end;
    } else {
      if (character === '\\' && index + 1 < characters.length) index += 1;
      const literal = characters[index]!;
      result.push({ type: 'set', has: (other) => other === literal });
    }
  }
  return result;
}

/** A `]` right after the opening (or its `!`) is a member; without an end the bracket is a bracket. */
function closingBracket(characters: readonly string[], start: number): number {
  const isNegated = characters[start + 1] === '!' || characters[start + 1] === '^';
  return characters.indexOf(']', start + (isNegated ? 3 : 2));
}

function characterSet(members: readonly string[]): (character: string) => boolean {
  const isNegated = members[0] === '!' || members[0] === '^';
  const list = isNegated ? members.slice(1) : members;
  const ranges: [string, string][] = [];
  for (let index = 0; index < list.length; index += 1) {
    const first = list[index]!;
    const isRange = list[index + 1] === '-' && index + 2 < list.length;
    ranges.push([first, isRange ? list[index + 2]! : first]);
    if (isRange) index += 2;
  }
  return (character) => ranges.some(([first, last]) => first <= character && character <= last) !== isNegated;
}

/** `a{b,c}` as `ab` and `ac`; braces without a comma are characters like any other. */
function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  while (open.length > 0) {
    const next = open.pop()!;
    const braces = innermostBraces(next);
    if (braces === undefined) {
      done.push(next);
    } else {
      const [start, end] = braces;
      const choices = next.slice(start + 1, end).split(',');
      open.push(...choices.map((choice) => `${next.slice(0, start)}${choice}${next.slice(end + 1)}`));
    }
    if (done.length + open.length > mostAlternatives) {
      throw new RangeError(`A pattern has at most ${mostAlternatives} alternatives.`);
    }
  }
  return done;
}

function innermostBraces(pattern: string): [start: number, end: number] | undefined {
  let start = -1;
  let hasComma = false;
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index];
    if (character === '\\') index += 1;
    else if (character === '{') {
      start = index;
      hasComma = false;
    } else if (character === ',') hasComma = start !== -1;
    else if (character === '}') {
      if (hasComma) return [start, index];
      start = -1;
    }
  }
  return undefined;
}
