import { choice, literal, repeat, sequence, type CharacterRange, type Expression } from './expression.ts';
import { plainCharacter, plainRanges } from './json-rules.ts';

/**
 * A quoted property name that is none of `names`. It has no escapes: `"\u0061"` would be another way to write `"a"`.
 * Names that cannot be written without escapes are excluded by that alone.
 */
export function keyOtherThan(names: Iterable<string>): Expression {
  return sequence(literal('"'), restOtherThan([...names].filter((name) => Array.from(name).every(isPlain))));
}

function isPlain(character: string): boolean {
  const point = character.codePointAt(0)!;
  return plainRanges.some(({ from, to }) => from <= point && point <= to);
}

/** @param names what must not follow, each without what was written already. */
function restOtherThan(names: readonly string[]): Expression {
  const byFirst = new Map<string, string[]>();
  for (const name of names) {
    const [first = ''] = name;
    if (first !== '') byFirst.set(first, [...(byFirst.get(first) ?? []), name.slice(first.length)]);
  }
  const others = without([...byFirst.keys()].map((character) => character.codePointAt(0)!));
  const options = [sequence(others, repeat(plainCharacter, 0, Infinity), literal('"'))];
  for (const [character, rests] of byFirst) options.push(sequence(literal(character), restOtherThan(rests)));
  if (!names.includes('')) options.push(literal('"'));
  return choice(options);
}

function without(points: readonly number[]): Expression {
  let ranges = [...plainRanges];
  for (const point of points) {
    ranges = ranges.flatMap(({ from, to }): CharacterRange[] => {
      if (point < from || to < point) return [{ from, to }];
      return [
        { from, to: point - 1 },
        { from: point + 1, to },
      ].filter((range) => range.from <= range.to);
    });
  }
  return { type: 'characters', ranges };
}
