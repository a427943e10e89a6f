/** Enough of a long value to judge it. */
const sample = 128;

/**
 * Whether a value looks drawn at random rather than written: digits among the letters, changing often, and at least three
 * bits of entropy a character (Shannon). Names in programs (`get_user_by_id_2`) and words are not.
 */
export function looksRandom(value: string, leastLength = 16): boolean {
  if (value.length < leastLength) return false;
  const characters = value.slice(0, sample);
  const changes = characters.match(change)?.length ?? 0;
  const least = /\d/.test(characters) ? Math.max(3, characters.length / 10) : Math.max(4, characters.length / 8);
  return changes >= least && entropy(characters) >= 3;
}

/** Where letters and digits meet, and small letters between capitals that are too few for a word: `aB3`, `KdGNO`. */
const change = /(?<=\d)[A-Za-z]|(?<=[A-Za-z])\d|(?<=[A-Z])[a-z]{1,2}(?=[A-Z])/g;

/** Bits a character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
