/** Follows how much of one string the end of a text matches (Knuth, Morris, Pratt), one character at a time. */
export interface StopString {
  readonly value: string;
  /** UTF-16 units of `value` that the text seen so far ends with. */
  readonly matchedLength: number;
  /** @returns whether the text now ends with the whole of `value`. */
  advance(character: string): boolean;
}

export function createStopString(value: string): StopString {
  const characters = Array.from(value);
  const fallbacks = createFallbacks(characters);
  const lengths = [0];
  for (const character of characters) lengths.push(lengths.at(-1)! + character.length);
  let matched = 0;
  return {
    value,
    get matchedLength() {
      return lengths[matched]!;
    },
    advance(character) {
      while (matched > 0 && characters[matched] !== character) matched = fallbacks[matched - 1]!;
      if (characters[matched] === character) matched += 1;
      return matched === characters.length;
    },
  };
}

/** At each place, the length of the longest proper prefix that is also a suffix up to there. */
function createFallbacks(characters: readonly string[]): number[] {
  const fallbacks = [0];
  let length = 0;
  for (let place = 1; place < characters.length; place += 1) {
    while (length > 0 && characters[place] !== characters[length]) length = fallbacks[length - 1]!;
    if (characters[place] === characters[length]) length += 1;
    fallbacks.push(length);
  }
  return fallbacks;
}
